/** An event that was given up. */
export interface DeadLetter {
  readonly offset: number;
  /** The node that failed; or `DECODE`, or `UNTAKEN`. */
  readonly node: string;
  readonly reason: string;
  readonly attempts: number;
  readonly atMs: number;
  /** The offset of the dead event that this one was another try of. */
  readonly replayOf: number | undefined;
}

/** Stands for a node where the record itself could not be decoded. */
export const DECODE = '(decode)';

/** Stands for a node where no source took the record. */
export const UNTAKEN = '(source)';

/** Thrown by a handler that knows that trying again is of no use; its message is the reason in the dead letter. */
export class Reject extends Error {
  override readonly name = 'Reject';
}

/** Keeps dead letters by offset. Every call is durable when it resolves. */
export interface DeadLetters {
  /** Called before the checkpoint that passes these offsets. */
  store(letters: readonly DeadLetter[]): Promise<void>;
  /** Called when a run starts: what was stored for this offset and later ones was never passed, and comes again. */
  forgetFrom(offset: number): Promise<void>;
  /** Those from `offset` on, before `end`, in order. */
  between(offset: number, end: number): Promise<readonly DeadLetter[]>;
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}
