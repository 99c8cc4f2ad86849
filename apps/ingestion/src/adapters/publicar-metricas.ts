import { type Metrics, RecentWindow, rateOf, registerScraped, SAMPLE_EVERY_MS } from '@trilha/service-kit';
import type { Analise, Avaliacao } from '../app/ports.js';
import type { Armazem } from './abrir-armazem.js';

/** What was evaluated counts for so long: anybody may ask for it, and it is asked of the thread that analyses. */
const AVALIACAO_VALE_MS = 1_000;

export interface Fontes {
  readonly armazem: Pick<Armazem, 'log'>;
  readonly analise: Pick<Analise, 'avaliacao'> & { readonly finalizado: number; readonly recomecos: number };
  readonly atraso: () => number;
}

/** What an operator watches of ingestion, on the metrics page; gives the same as figures for its status. */
export function publicarMetricas(
  metrics: Pick<Metrics, 'gauge' | 'registry'>,
  { armazem, analise, atraso }: Fontes,
): () => Promise<Readonly<Record<string, number>>> {
  const recebidos = new RecentWindow(() => armazem.log.end);
  const finalizados = new RecentWindow(() => analise.finalizado);
  setInterval(() => {
    recebidos.sample();
    finalizados.sample();
  }, SAMPLE_EVERY_MS).unref();
  // An analysis that is being started again has nothing to say, and the other figures count all the same.
  const avaliar = poupar(() => analise.avaliacao().catch(() => undefined));

  metrics.gauge('trilha_ingestion_records', 'Records in the log.', async () => armazem.log.end);
  metrics.gauge('trilha_ingestion_pending', 'Records on disk whose analysis is not.', async () => atraso());
  metrics.gauge('trilha_ingestion_finalised', 'Records whose analysis is on disk.', () => analise.finalizado);
  metrics.gauge(
    'trilha_ingestion_analysis_restarts',
    'Times that the analysis was started again.',
    () => analise.recomecos,
  );
  metrics.gauge(
    'trilha_ingestion_labels',
    'Labels that the model learned from.',
    async () => (await avaliar())?.rotulos ?? Number.NaN,
  );
  metrics.gauge(
    'trilha_ingestion_drifts',
    'Times that a drift detector fired.',
    async () => (await avaliar())?.desvios ?? Number.NaN,
  );
  registerScraped(metrics.registry, {
    name: 'trilha_ingestion_model_quality',
    help: 'Measures of the model, each prediction made before its label was learned.',
    type: 'gauge',
    samples: async () =>
      medidasDe(await avaliar()).map(({ nome, valor }) => ({ labels: { measure: nome }, value: valor })),
  });

  return async () => {
    const avaliacao = await avaliar();
    return {
      registros: armazem.log.end,
      pendentes: atraso(),
      recebidos_por_segundo: rateOf(recebidos.span()),
      finalizados_por_segundo: rateOf(finalizados.span()),
      ...(avaliacao === undefined
        ? {}
        : { modelo_rotulos: avaliacao.rotulos, modelo_desvios: avaliacao.desvios }),
      ...Object.fromEntries(
        medidasDe(avaliacao).map(({ nome, valor }) => [`modelo_${nome.replaceAll('-', '_')}`, valor]),
      ),
    };
  };
}

const medidasDe = (avaliacao: Avaliacao | undefined): { readonly nome: string; readonly valor: number }[] =>
  (avaliacao?.medidas ?? []).flatMap(({ nome, valor }) => (valor === undefined ? [] : [{ nome, valor }]));

/** The same answer for all who ask within a short time. */
function poupar<T>(perguntar: () => Promise<T>): () => Promise<T> {
  let ultima: Promise<T> | undefined;
  let validaAte = 0;
  return () => {
    if (ultima === undefined || performance.now() >= validaAte) {
      validaAte = performance.now() + AVALIACAO_VALE_MS;
      ultima = perguntar();
    }
    return ultima;
  };
}
