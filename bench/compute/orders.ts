/** What the process of a side is asked to do. */
export interface RunOrder {
  readonly n: number;
  /** How many primes there are up to n. */
  readonly expected: number;
  readonly tasks: number;
  /** Tasks handed over and not answered, at a time; a loop has one. */
  readonly inFlight: number;
}

export interface RunAnswer {
  readonly seconds: number;
  /** Processor time of the whole process, its threads included. */
  readonly cpuMicros: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly wrong: number;
  /** The first thing that went wrong; undefined: nothing did. */
  readonly failure: string | undefined;
}
