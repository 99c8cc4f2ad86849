/** What the processes of the benchmark say to each other; each question gets one answer, in order. */

/** To a server: what it has used so far. */
export interface UsageQuestion {
  readonly ask: 'usage';
  /** Collects garbage before heap and RSS are read. */
  readonly collectGarbage: boolean;
}

export interface Usage {
  /** Processor time of the process since its start, user and system. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

/** Text metadata by key. */
export type CallMetadata = Readonly<Record<string, string>>;

/** From a server, once. */
export interface Listening {
  readonly port: number;
  /** What it wants to find in each call, such as a token. Calls to either server then carry it. */
  readonly metadata: CallMetadata;
}

/** To the load generator: each caller calls again as soon as it has its answer. */
export interface ClosedLoopOrder {
  readonly ask: 'closed-loop';
  readonly port: number;
  readonly metadata: CallMetadata;
  readonly callers: number;
  /** Ends after this time or after this many calls, whichever is set. */
  readonly until: { readonly seconds: number } | { readonly calls: number };
}

/** To the load generator: calls are due by a schedule, whatever became of those before. */
export interface OpenLoopOrder {
  readonly ask: 'open-loop';
  readonly port: number;
  readonly metadata: CallMetadata;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** What went wrong; a run with either is invalid. */
export interface Faults {
  readonly failed: number;
  readonly wrongEchoes: number;
  /** Of the first call that failed. */
  readonly firstError: string | undefined;
}

export interface ClosedLoopAnswer extends Faults {
  readonly calls: number;
  readonly seconds: number;
}

export interface OpenLoopAnswer extends Faults {
  readonly calls: number;
  /** From the time a call was due to its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How late calls were sent: what the caller itself adds. */
  readonly latenessP99Ms: number;
}
