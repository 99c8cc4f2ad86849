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

// Messages are tuples: they cross to another thread at half the price of objects, whose names go with them.

export type TaskMessage = readonly [slot: number, command: string, input: unknown];

/** What a thread says of a slot, which is free from then on. Times are by `elapsedMs`, which all threads share. */
export type SlotMessage =
  | readonly [slot: number, kind: 'done', value: unknown, startedMs: number, endedMs: number]
  | readonly [slot: number, kind: 'failed', failure: Failure, startedMs: number, endedMs: number]
  /** It was taken back before it began. */
  | readonly [slot: number, kind: 'skipped', nothing?: undefined, startedMs?: undefined, endedMs?: undefined];

export interface Failure {
  /** Undefined: a fault of the command. */
  readonly code: ComputeCode | undefined;
  readonly message: string;
}
