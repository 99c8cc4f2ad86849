/** A call that a service, or the gateway, finished. Times are texts as in the log: ISO 8601 in UTC, so they sort as text. */
export interface Call {
  readonly time: string;
  readonly service: string;
  /** Path of the RPC, or method and route of an HTTP request. */
  readonly method: string;
  /** Name of the gRPC status. */
  readonly status: string;
  readonly durationMs: number;
  readonly correlationId: string;
  /** The service that made the call, when it said who it is. */
  readonly via: string | undefined;
  /** Why it failed, in the words of the log; undefined where it says nothing. */
  readonly why: string | undefined;
}

/** Another line that belongs to a request. */
export interface Remark {
  readonly time: string;
  readonly service: string;
  readonly method: string | undefined;
  readonly level: number;
  readonly correlationId: string;
  readonly text: string;
}

export interface ParsedLine {
  readonly time: string;
  readonly service: string;
  readonly call?: Call;
  readonly remark?: Remark;
}

/** A line as the loggers of the services write it. */
interface Raw {
  readonly level?: unknown;
  readonly time?: unknown;
  readonly service?: unknown;
  readonly event?: unknown;
  readonly method?: unknown;
  readonly path?: unknown;
  readonly rpc?: unknown;
  readonly status?: unknown;
  readonly reason?: unknown;
  readonly duration_ms?: unknown;
  readonly correlation_id?: unknown;
  readonly via?: unknown;
  readonly msg?: unknown;
  readonly err?: unknown;
}

const MAX_TEXT = 300;

/** @returns undefined for a line that is broken: no JSON, or without time and service */
export function parseLine(line: string): ParsedLine | undefined {
  let raw: Raw | null;
  try {
    raw = JSON.parse(line) as Raw | null;
  } catch {
    return undefined;
  }
  if (raw === null || typeof raw.time !== 'string' || typeof raw.service !== 'string') return undefined;
  const { time, service } = raw;
  const correlationId = typeof raw.correlation_id === 'string' ? raw.correlation_id : '';
  const method = methodOf(raw);
  if (isCall(raw) && method !== undefined) {
    return {
      time,
      service,
      call: {
        time,
        service,
        method,
        status: typeof raw.status === 'string' ? raw.status : 'UNKNOWN',
        durationMs: raw.duration_ms,
        correlationId,
        via: typeof raw.via === 'string' ? raw.via : undefined,
        why: whyOf(raw),
      },
    };
  }
  if (correlationId === '') return { time, service };
  const level = typeof raw.level === 'number' ? raw.level : 0;
  const words = [raw.event, raw.msg, whyOf(raw)].filter((word) => typeof word === 'string');
  const text = words.join(' ').slice(0, MAX_TEXT);
  return { time, service, remark: { time, service, method, level, correlationId, text } };
}

const isCall = (raw: Raw): raw is Raw & { readonly duration_ms: number } =>
  (raw.event === 'grpc_request_completed' || raw.event === 'http_request_completed') &&
  typeof raw.duration_ms === 'number';

function methodOf({ event, method, path }: Raw): string | undefined {
  if (typeof method !== 'string') return undefined;
  return event === 'http_request_completed' && typeof path === 'string' ? `${method} ${path}` : method;
}

function whyOf({ reason, err }: Raw): string | undefined {
  if (typeof err === 'object' && err !== null) {
    const { type, message } = err as { type?: unknown; message?: unknown };
    return `${typeof type === 'string' ? type : 'Error'}: ${message}`.slice(0, MAX_TEXT);
  }
  return typeof reason === 'string' ? reason : undefined;
}
