import type { Ida, Volta } from './protocolo.js';

/**
 * Room for objects that have just been made. With V8's 48 MiB most of a micro-batch outlives two collections, and is
 * copied twice for nothing: with this the analysis takes a fifth more events a second.
 */
export const JOVENS_MIB = 192;

/** Why an analysis that runs elsewhere is no more. */
export interface FimDoCanal {
  /** Of its process or thread; null when a signal ended it. */
  readonly codigo: number | null;
  /** What it ended with, where that is known. */
  readonly causa?: unknown;
}

/** The way to an analysis that runs elsewhere: messages arrive whole and in order, or not at all once it has ended. */
export interface Canal {
  dizer(ida: Ida): void;
  /** Resolves when it has ended, however it ended. */
  readonly fim: Promise<FimDoCanal>;
}

export interface LugarDaAnalise {
  /** Whether what makes the analysis fail leaves this process sound, so that it may be started again beside it. */
  readonly isolado: boolean;
  /** Starts the other side. */
  abrir(ouvir: (volta: Volta) => void): Canal;
}
