import type { ComputeCode } from '../compute-error.js';

/**
 * What becomes of the task in one slot, in memory that both threads see. Whoever exchanges WAITING for something else
 * decides: the worker begins it, or the pool takes it back. RUNNING becomes STOPPED when nobody waits any more.
 */
export const WAITING = 0;
export const RUNNING = 1;
export const STOPPED = 2;

/** Tasks a thread is given at a time: one to run, and one so that it need not wait for the next. */
export const SLOTS = 2;

/** What a thread is born with. */
export interface ThreadData {
  readonly states: Int32Array<SharedArrayBuffer>;
  readonly niceness: number;
}

export interface TaskMessage {
  readonly slot: number;
  readonly command: string;
  readonly input: unknown;
}

/** What a thread says of a slot, which is free from then on. */
export type SlotMessage =
  | { readonly slot: number; readonly kind: 'done'; readonly value: unknown; readonly times: TaskTimes }
  | { readonly slot: number; readonly kind: 'failed'; readonly failure: Failure; readonly times: TaskTimes }
  /** It was taken back before it began. */
  | { readonly slot: number; readonly kind: 'skipped' };

/** By `elapsedMs`, which all threads share. */
export interface TaskTimes {
  readonly startedMs: number;
  readonly endedMs: number;
}

export interface Failure {
  /** Undefined: a fault of the command. */
  readonly code: ComputeCode | undefined;
  readonly message: string;
}
