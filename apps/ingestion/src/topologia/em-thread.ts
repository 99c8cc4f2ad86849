import { Worker } from 'node:worker_threads';
import { type FimDoCanal, JOVENS_MIB, type LugarDaAnalise } from './canal.js';

/** The analysis on a thread of this process. */
export const emThread = (arquivo: URL): LugarDaAnalise => ({
  isolado: false,
  abrir: (ouvir) => {
    const worker = new Worker(arquivo, {
      name: 'analise',
      resourceLimits: { maxYoungGenerationSizeMb: JOVENS_MIB },
    });
    worker.on('message', ouvir);
    const fim = new Promise<FimDoCanal>((resolve) => {
      worker.once('error', (causa) => resolve({ codigo: 1, causa }));
      worker.once('exit', (codigo) => resolve({ codigo }));
    });
    return { dizer: (ida) => worker.postMessage(ida), fim };
  },
});
