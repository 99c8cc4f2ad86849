import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type FimDoCanal, JOVENS_MIB, type LugarDaAnalise } from './canal.js';
import type { Volta } from './protocolo.js';

/** The analysis in a process of its own, which ends when this one does. */
export const emProcesso = (arquivo: URL): LugarDaAnalise => ({
  isolado: true,
  abrir: (ouvir) => {
    const filho = fork(fileURLToPath(arquivo), [], {
      serialization: 'advanced',
      execArgv: [...process.execArgv, `--max-semi-space-size=${JOVENS_MIB / 3}`],
    });
    filho.on('message', (volta) => ouvir(volta as Volta));
    const fim = new Promise<FimDoCanal>((resolve) => {
      filho.once('error', (causa) => resolve({ codigo: null, causa }));
      filho.once('exit', (codigo) => resolve({ codigo }));
    });
    // What can't be sent any more was told to one that has ended, and of that its end tells.
    return { dizer: (ida) => void (filho.connected && filho.send(ida, () => {})), fim };
  },
});
