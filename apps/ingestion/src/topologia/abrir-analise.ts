import { AnaliseRemota, type AnaliseRemotaOptions } from './analise-remota.js';
import { emProcesso } from './em-processo.js';
import { emThread } from './em-thread.js';

export interface AbrirAnaliseOptions
  extends Pick<AnaliseRemotaOptions, 'log' | 'ratesFile' | 'checkpointMs'> {
  readonly pipelineMode: 'inline' | 'process';
  /** What runs on the thread, or in the process. */
  readonly worker: URL;
  readonly pastaDaAnalise: string;
  readonly pastaDoLog: string;
  /** Where it is told that the analysis ended by itself. */
  readonly logger: { error(fields: object, text: string): void };
}

/** The analysis of what is stored, where the mode wants it. @throws Error when it does not open */
export function abrirAnalise(options: AbrirAnaliseOptions): Promise<AnaliseRemota> {
  const { pipelineMode, worker, pastaDaAnalise, pastaDoLog, log, ratesFile, checkpointMs, logger } = options;
  return AnaliseRemota.abrir({
    lugar: pipelineMode === 'process' ? emProcesso(worker) : emThread(worker),
    pasta: pastaDaAnalise,
    pastaDoLog,
    log,
    ratesFile,
    checkpointMs,
    aoRecomecar: (fim, emMs) =>
      logger.error(
        { event: 'analysis_ended', ...fim, restart_in_ms: emMs },
        'the analysis has ended by itself',
      ),
  });
}
