/** One RPC, as metrics and traces name it. */
export interface RpcMethod {
  /** Full name with package: `trilha.cursos.v1.CursosService`. */
  readonly service: string;
  /** Name within the service: `GetCurso`. */
  readonly method: string;
  readonly type: 'unary' | 'client_stream' | 'server_stream' | 'bidi_stream';
}

/**
 * Counts of one side (server or client) for one method. Made once per method at start, so that a call costs no label
 * lookup.
 */
export interface MethodMeter {
  /** A call began. */
  started(): void;
  /**
   * A call ended.
   *
   * @param code name of the gRPC status, such as `OK`; any other text counts as `UNKNOWN`
   * @param seconds from the first byte to the status
   */
  handled(code: string, seconds: number): void;
}

/** Upper bounds in seconds: from an answer out of memory to a long generation; above the last is +Inf. */
export const LATENCY_BUCKETS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Names of all gRPC statuses, in the order of their numbers. */
export const GRPC_CODES: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];
const INDEX_OF_CODE = new Map(GRPC_CODES.map((code, index) => [code, index]));
const UNKNOWN = GRPC_CODES.indexOf('UNKNOWN');

/** Plain numbers, because prom-client hashes the labels at each increment; a scrape reads them. */
export class CountingMeter implements MethodMeter {
  startedCalls = 0;
  /** Calls by the number of their status. */
  readonly handledByCode = new Float64Array(GRPC_CODES.length);
  /** Calls by the first bucket they fit in, not cumulative; the last is +Inf. */
  readonly callsByBucket = new Float64Array(LATENCY_BUCKETS.length + 1);
  seconds = 0;

  constructor(readonly labels: Readonly<Record<string, string>>) {}

  started(): void {
    this.startedCalls += 1;
  }

  handled(code: string, seconds: number): void {
    const index = INDEX_OF_CODE.get(code) ?? UNKNOWN;
    this.handledByCode[index] = (this.handledByCode[index] ?? 0) + 1;
    // A clock that failed would poison the sum for the rest of the process.
    const took = seconds > 0 ? seconds : 0;
    let bucket = 0;
    while (bucket < LATENCY_BUCKETS.length && took > (LATENCY_BUCKETS[bucket] as number)) bucket += 1;
    this.callsByBucket[bucket] = (this.callsByBucket[bucket] ?? 0) + 1;
    this.seconds += took;
  }
}
