import { once } from 'node:events';

/** Standard output in the place of a file. Whoever reads it may have had enough: then the process ends, in peace. */
export const SAIDA_PADRAO = {
  escrever: async (texto: string): Promise<void> => {
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', terminar);
    if (!process.stdout.write(texto)) await once(process.stdout, 'drain');
  },
  completar: async (): Promise<void> => {},
  abandonar: async (): Promise<void> => {},
};

function terminar({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit(0);
  console.error(message);
  process.exit(2);
}
