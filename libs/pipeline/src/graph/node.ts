import type { Stateful } from '../state/stateful.js';
import type { Context } from './context.js';
import type { Kind, KindTag } from './kind.js';
import type { Work } from './work.js';

/** With several nodes before it, does a node wait for all of them to give something, or is one enough? */
export type Join = 'all' | 'any';

export type StateParts = Readonly<Record<string, Stateful>>;

/** A node as the graph and the run see it; made by `source`, `handler` and `sink`. */
export interface PipelineNode {
  readonly role: 'source' | 'handler' | 'sink';
  readonly name: string;
  readonly after: readonly string[];
  readonly accepts: readonly KindTag[];
  readonly emits: KindTag | undefined;
  readonly join: Join;
  readonly work: Work;
  readonly state: StateParts;
  /** How often an event is tried before it is dead. */
  readonly attempts: number;
}

/** A node that others can come after. */
export interface Emitter<T> extends PipelineNode {
  readonly emits: Kind<T>;
}

/** A node, or its name when it is made elsewhere; what a name emits is checked when the pipeline is built. */
export type After<T> = string | Emitter<T>;

/** One kind, or one for each of several nodes. */
export type Accepts = KindTag | readonly KindTag[];

/** What a handler is given: the value, or a tuple of values in the order of `accepts`. */
export type InputOf<A, J extends Join = 'all'> = A extends readonly KindTag[]
  ? { readonly [I in keyof A]: A[I] extends Kind<infer T> ? (J extends 'any' ? T | undefined : T) : never }
  : A extends Kind<infer T>
    ? T
    : never;

/** The nodes whose values are taken, in the order of `accepts`. */
export type AfterOf<A> = A extends readonly KindTag[]
  ? { readonly [I in keyof A]: A[I] extends Kind<infer T> ? After<T> : never }
  : A extends Kind<infer T>
    ? After<T> | readonly [After<T>]
    : never;

export const DEFAULT_ATTEMPTS = 3;
export const DEFAULT_CONCURRENCY = 8;
export const DEFAULT_TIMEOUT_MS = 30_000;

/** What is the same for all nodes that take something. */
export interface TakerOptions<A extends Accepts, J extends Join> {
  /** Unique in the pipeline. */
  readonly name: string;
  readonly accepts: A;
  readonly after: AfterOf<A>;
  /** Only with several `after`; default `all`. With `any`, what did not come is undefined. */
  readonly join?: J;
  /**
   * The state that this node changes, by name; it becomes part of the checkpoint. Nodes that share a state name it alike
   * and are run together, event by event.
   */
  readonly state?: StateParts;
  /** How often an event is tried before it is dead; default 3. */
  readonly attempts?: number;
}

/** On worker threads: see `inWorker` for what the file exports. */
export interface Parallel<In> {
  /** The file; in TypeScript, a bundle or plain JavaScript, whatever the process itself can import. */
  readonly worker: URL | string;
  readonly threads: number;
  /** Inputs of one key are handled in the order of the log, one after the other. */
  key?(input: In): string;
}

/** Exactly one way to handle. */
export type Handling<In, Out> =
  | EachHandling<In, Out>
  | AsyncHandling<In, Out>
  | BatchHandling<In, Out>
  | ParallelHandling<In>;

interface EachHandling<In, Out> {
  /** Handles one event; `undefined` ends its way here. A node with state must throw before it changes the state. */
  handle(input: In, context: Context): Out;
  readonly handleAsync?: never;
  readonly handleBatch?: never;
  readonly parallel?: never;
}

interface AsyncHandling<In, Out> {
  /** The same for work that waits. With state, one event at a time; otherwise `concurrency` at once. */
  handleAsync(input: In, context: Context, signal: AbortSignal): Promise<Out>;
  /** How many events at once; default 8, and 1 with state. */
  readonly concurrency?: number;
  /** Longest time of one attempt; default 30 s. */
  readonly timeoutMs?: number;
  readonly handle?: never;
  readonly handleBatch?: never;
  readonly parallel?: never;
}

interface BatchHandling<In, Out> {
  /**
   * Handles many events at once and gives as many results, in the same order. Where batches end is nobody's promise: each
   * result may depend on its own input only. After a throw every event is tried on its own.
   */
  handleBatch(
    inputs: readonly In[],
    contexts: readonly Context[],
    signal: AbortSignal,
  ): readonly Out[] | Promise<readonly Out[]>;
  /** Longest time of one attempt; default 30 s. */
  readonly timeoutMs?: number;
  readonly handle?: never;
  readonly handleAsync?: never;
  readonly parallel?: never;
}

interface ParallelHandling<In> {
  readonly parallel: Parallel<In>;
  /** Longest time of one attempt at a chunk; default 30 s. Over it the thread is ended. */
  readonly timeoutMs?: number;
  readonly handle?: never;
  readonly handleAsync?: never;
  readonly handleBatch?: never;
}
