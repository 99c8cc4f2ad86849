/** What the benchmark says to its simulators; each order gets one answer, in order. */
import type { Target } from './ingest-calls.js';
import type { PlanOptions } from './plan-messages.js';
import type { Tally } from './tally.js';

/** A plan as it crosses between processes. */
export type PlanOrder = Omit<PlanOptions, 'emittedAt'> & { readonly emittedAtMs: number };

export type Order =
  /** Makes and encodes messages, so that sending them costs little. */
  | { readonly ask: 'plan'; readonly plan: PlanOrder }
  /** Sends what was planned. */
  | { readonly ask: 'send'; readonly target: Target; readonly inFlight: number }
  /** Makes, encodes and sends, a message at a time: for loads too large for memory. */
  | { readonly ask: 'flow'; readonly plan: PlanOrder; readonly target: Target; readonly inFlight: number }
  /** Sends clients and scores, and encodes events that a schedule has due one by one. */
  | OpenOrder
  /** Sends them when they are due. */
  | { readonly ask: 'open'; readonly target: Target }
  /** How long the sampled events of the open loop took to be final. */
  | { readonly ask: 'look'; readonly target: Target }
  /** Sends clients and scores, and makes requests of one transaction each. */
  | {
      readonly ask: 'plan-singles';
      readonly plan: PlanOrder;
      readonly count: number;
      readonly target: Target;
    }
  /** Each caller sends one transaction, then another when it has its answer; `echo` takes the bytes back as they are. */
  | {
      readonly ask: 'singles';
      readonly to: 'ingestion' | 'echo';
      readonly target: Target;
      readonly callers: number;
      readonly seconds: number;
    };

export interface OpenOrder {
  readonly ask: 'plan-open';
  readonly plan: PlanOrder;
  readonly target: Target;
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** Of these the first ones, in which the service compiles what it runs: samples of them are told apart. */
  readonly warmUpSeconds: number;
  /** What is due within so many milliseconds goes in one message. */
  readonly lingerMs: number;
  readonly samples: number;
}

export interface PlannedAnswer {
  readonly planted: Tally;
  readonly messages: number;
  readonly bytes: number;
}

export interface OpenPlannedAnswer {
  /** When the clock starts, ms since 1970. */
  readonly zeroMs: number;
}

export interface SentAnswer {
  readonly planted: Tally;
  readonly sent: Tally;
  readonly resent: number;
  /** ms since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Processor time of the simulator while it sent. */
  readonly cpuMicros: number;
}

export interface OpenAnswer extends SentAnswer {
  /** How long after it was due an event was sent: the wait for its message, and how far the simulator fell behind. */
  readonly latenessP99Ms: number;
}

export interface LookAnswer {
  /** From when an event was due to when it was final; ascending; of those after the warm-up. */
  readonly latenciesMs: readonly number[];
  /** The same of those in it. */
  readonly warmUpMs: readonly number[];
}

export interface SinglesAnswer {
  readonly calls: number;
  readonly seconds: number;
  readonly cpuMicros: number;
}
