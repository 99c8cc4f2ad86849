import type { Logger } from '@trilha/service-kit';
import type { loadConfig } from '../config.js';
import { AnaliseRemota } from '../topologia/analise-remota.js';
import { emProcesso } from '../topologia/em-processo.js';
import { emThread } from '../topologia/em-thread.js';
import { type Armazem, pastaDaAnalise, pastaDoLog } from './abrir-armazem.js';

/** The analysis of what is stored, where `INGESTION__PIPELINE__MODE` wants it. @throws Error when it does not open */
export function abrirAnalise(
  { pipelineMode, ratesFile, checkpointMs, folder }: ReturnType<typeof loadConfig>,
  log: Armazem['log'],
  worker: URL,
  logger: Logger,
): Promise<AnaliseRemota> {
  return AnaliseRemota.abrir({
    lugar: pipelineMode === 'process' ? emProcesso(worker) : emThread(worker),
    ratesFile,
    checkpointMs,
    log,
    pasta: pastaDaAnalise(folder),
    pastaDoLog: pastaDoLog(folder),
    aoRecomecar: (fim, emMs) =>
      logger.error(
        { event: 'analysis_ended', ...fim, restart_in_ms: emMs },
        'the analysis has ended by itself',
      ),
  });
}
