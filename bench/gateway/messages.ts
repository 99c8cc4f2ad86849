import type { Faults } from '../rpc/messages.js';

/** How a server is spoken to. */
export type Protocol = 'http' | 'grpc';

/** To the load generator: whom to call, and how. */
export interface Aim {
  readonly protocol: Protocol;
  readonly port: number;
  readonly token: string;
}

export interface ClosedLoopOrder extends Aim {
  readonly ask: 'closed-loop';
  readonly callers: number;
  readonly until: { readonly seconds: number } | { readonly calls: number };
}

export interface OpenLoopOrder extends Aim {
  readonly ask: 'open-loop';
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface ClosedLoopAnswer extends Faults {
  readonly calls: number;
  readonly seconds: number;
  /** Processor time of the load generator for these calls. */
  readonly cpuMicros: number;
}

export interface OpenLoopAnswer extends Faults {
  readonly calls: number;
  /** From the time a call was due to its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly latenessP99Ms: number;
}
