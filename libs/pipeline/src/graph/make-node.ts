import type { Context } from './context.js';
import type { Kind, KindTag } from './kind.js';
import {
  type Accepts,
  DEFAULT_ATTEMPTS,
  DEFAULT_CONCURRENCY,
  DEFAULT_TIMEOUT_MS,
  type Emitter,
  type Handling,
  type InputOf,
  type Join,
  type PipelineNode,
  type StateParts,
  type TakerOptions,
} from './node.js';
import type { Work } from './work.js';

export interface SourceOptions<T> {
  /** Unique in the pipeline. */
  readonly name: string;
  readonly emits: Kind<T>;
  /**
   * What of a decoded record belongs to this source, `undefined` when it is for another; the record as it is when absent.
   * A record that no source takes is dead.
   */
  pick?(decoded: unknown, context: Context): T | undefined;
}

/** Where records of the log enter the graph. */
export function source<T>({ name, emits, pick }: SourceOptions<T>): Emitter<T> {
  return {
    role: 'source',
    name,
    after: [],
    accepts: [],
    emits,
    join: 'all',
    work: { how: 'each', handle: pick ?? ((decoded) => decoded) },
    state: {},
    attempts: DEFAULT_ATTEMPTS,
  };
}

export type HandlerOptions<A extends Accepts, J extends Join, Out> = TakerOptions<A, J> & {
  readonly emits: Kind<Out>;
} & Handling<InputOf<A, J>, Out | undefined>;

/** Takes values of other nodes and gives at most one for each event. */
export function handler<const A extends Accepts, Out, J extends Join = 'all'>(
  options: HandlerOptions<A, J, Out>,
): Emitter<Out> {
  return { ...taker(options), role: 'handler', emits: options.emits };
}

export type SinkOptions<A extends Accepts, J extends Join> = TakerOptions<A, J> &
  Handling<InputOf<A, J>, unknown>;

/**
 * Takes values and gives none. What it does outside of the pipeline happens at least once: after a crash the events since
 * the checkpoint come again, with the same offsets.
 */
export function sink<const A extends Accepts, J extends Join = 'all'>(
  options: SinkOptions<A, J>,
): PipelineNode {
  return { ...taker(options), role: 'sink' };
}

/** The options of a taker with their types forgotten. */
interface LooseOptions {
  readonly name: string;
  readonly accepts: KindTag | readonly KindTag[];
  readonly after: unknown;
  readonly join?: Join;
  readonly state?: StateParts;
  readonly attempts?: number;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  readonly handle?: unknown;
  readonly handleAsync?: unknown;
  readonly handleBatch?: unknown;
  readonly parallel?: unknown;
}

function taker(options: LooseOptions): Omit<PipelineNode, 'role'> {
  const { name, accepts, join = 'all', state = {}, attempts = DEFAULT_ATTEMPTS } = options;
  const after = Array.isArray(options.after) ? options.after : [options.after];
  return {
    name,
    after: after.map((ref: string | PipelineNode) => (typeof ref === 'string' ? ref : ref.name)),
    accepts: isList(accepts) ? accepts : [accepts],
    emits: undefined,
    join,
    work: workOf(options, Object.keys(state).length > 0),
    state,
    attempts,
  };
}

/** The types say that exactly one way of handling is there. */
function workOf(options: LooseOptions, stateful: boolean): Work {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, concurrency = stateful ? 1 : DEFAULT_CONCURRENCY } = options;
  if (options.handle !== undefined) return { how: 'each', handle: options.handle } as Work;
  if (options.handleAsync !== undefined)
    return { how: 'async', handle: options.handleAsync, concurrency, timeoutMs } as Work;
  if (options.handleBatch !== undefined)
    return { how: 'batch', handle: options.handleBatch, timeoutMs } as Work;
  return { how: 'threads', ...(options.parallel as object), timeoutMs } as Work;
}

function isList(accepts: KindTag | readonly KindTag[]): accepts is readonly KindTag[] {
  return Array.isArray(accepts);
}
