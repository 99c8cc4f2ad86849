import type { Metrics } from '@trilha/service-kit';
import type { Armazem } from './abrir-armazem.js';

/** What an operator watches of ingestion. */
export function publicarMetricas(
  metrics: Pick<Metrics, 'gauge'>,
  {
    armazem,
    atraso,
    recomecos,
  }: { readonly armazem: Armazem; readonly atraso: () => number; readonly recomecos: () => number },
): void {
  metrics.gauge('trilha_ingestion_records', 'Records in the log.', async () => armazem.log.end);
  metrics.gauge('trilha_ingestion_pending', 'Records on disk whose analysis is not.', async () => atraso());
  metrics.gauge('trilha_ingestion_analysis_restarts', 'Times the analysis was started again.', recomecos);
}
