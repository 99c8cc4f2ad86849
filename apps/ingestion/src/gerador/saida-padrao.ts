import { once } from 'node:events';

let ouvindo = false;

/** Standard output in the place of a file. Whoever reads it may have had enough: then the process ends, in peace. */
export const SAIDA_PADRAO = {
  escrever: async (texto: string): Promise<void> => {
    if (!ouvindo) process.stdout.on('error', terminar);
    ouvindo = true;
    if (!process.stdout.write(texto)) await once(process.stdout, 'drain');
  },
  completar: async (): Promise<void> => {},
  abandonar: async (): Promise<void> => {},
};

function terminar({ code, message }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE') console.error(message);
  process.exit(code === 'EPIPE' ? 0 : 2);
}
