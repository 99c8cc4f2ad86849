import { setTimeout as pausa } from 'node:timers/promises';
import type { Closable, Logger } from '@trilha/service-kit';
import type { Diario } from '../app/ports.js';
import { observarPasta } from './observar-pasta.js';

const PAUSA_MS = 250;

export interface AbrirPastaOptions {
  /** Undefined: nothing is watched. */
  readonly watchDir: string | undefined;
  readonly folder: string;
  readonly diario: Diario;
  readonly atraso: () => number;
  readonly maxPending: number;
  readonly log: Logger;
}

/** Watches the folder that the configuration names, no faster than the analysis follows. */
export async function abrirPasta(options: AbrirPastaOptions): Promise<readonly Closable[]> {
  const { watchDir, folder, diario, atraso, maxPending, log } = options;
  if (watchDir === undefined) return [];
  return [
    await observarPasta({
      pasta: watchDir,
      folder,
      diario,
      agoraMs: Date.now,
      esperarVez: async (signal) => {
        while (atraso() > maxPending / 2) await pausa(PAUSA_MS, undefined, { signal });
      },
      avisar: (mensagem, causa) => {
        if (causa === undefined) log.info({ event: 'folder_watch' }, mensagem);
        else log.error({ event: 'folder_watch_failed', err: causa }, mensagem);
      },
    }),
  ];
}
