import type { Fields } from './message.js';

/**
 * A command that fills a core: it runs in a thread of the pool. What it takes and gives crosses by structured clone, and
 * what it gives must be JSON.
 */
export interface CpuCommand<In = never> {
  readonly bound: 'cpu';
  /** @throws ComputeError BAD_REQUEST or TOO_LARGE, in the thread of the caller, before anything is queued */
  readonly read: (fields: Fields) => unknown;
  /** Calls `check` every millisecond or so, which throws once nobody waits for the result. */
  readonly run: (input: In, check: () => void) => unknown;
}

/** A command that waits rather than computes: it runs where it was asked for, and never in the pool. */
export interface IoCommand<Context, In = never> {
  readonly bound: 'io';
  /** @throws ComputeError BAD_REQUEST or TOO_LARGE */
  readonly read: (fields: Fields) => unknown;
  readonly run: (input: In, context: Context, signal: AbortSignal) => unknown;
}

export type Command<Context> = CpuCommand | IoCommand<Context>;

/** Everything a server can be asked, by name. Its threads are given the same. */
export type Commands<Context> = Readonly<Record<string, Command<Context>>>;

type Reads<In> = { readonly read: (fields: Fields) => In };

/** Sees that a command for the pool runs what it reads; the type of that goes unseen from here on. */
export const cpuCommand = <In>(command: Reads<In> & Pick<CpuCommand<In>, 'run'>): CpuCommand => ({
  bound: 'cpu',
  ...command,
});

/** The same for one that waits. */
export const ioCommand = <Context, In>(
  command: Reads<In> & Pick<IoCommand<Context, In>, 'run'>,
): IoCommand<Context> => ({ bound: 'io', ...command });
