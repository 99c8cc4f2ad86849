import { parentPort } from 'node:worker_threads';
import { lerCambio } from './adapters/ler-cambio.js';
import { atender } from './topologia/atender.js';
import type { Ida, Volta } from './topologia/protocolo.js';

/** The analysis on a thread or in a process of its own: told of what is durable, asked over messages. */
if (parentPort !== null) {
  const porta = parentPort;
  const ouvir = atender({
    dizer: (volta) => porta.postMessage(volta),
    lerCambio,
    soltar: () => porta.close(),
  });
  porta.on('message', ouvir);
} else if (process.send !== undefined) {
  const ouvir = atender({
    dizer: (volta: Volta) => void (process.connected && process.send?.(volta)),
    lerCambio,
    soltar: () => process.disconnect(),
  });
  process.on('message', (ida) => ouvir(ida as Ida));
  // Signals to the whole group mean the service, which says when the analysis has to end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  // Without the service nothing new becomes durable; whatever is not in a checkpoint yet is done again.
  process.once('disconnect', () => process.exit());
} else throw new Error('this file is run by the service, on a thread or as a process');
