import { createLogger, type Logger, newTraceContext, type Tracing } from '../../src/index.js';
import { until } from './moment.js';

export interface LogLine {
  readonly level: number;
  readonly event?: string;
  readonly status?: string;
  readonly correlation_id?: string;
  readonly [field: string]: unknown;
}

export const ERROR_LEVEL = 50;

/** A real logger, and the lines it wrote. */
export function recordingLog(): {
  readonly log: Logger;
  readonly lines: LogLine[];
  /** The line of a call, once it is written. */
  readonly completed: (correlationId: string) => Promise<LogLine>;
} {
  const lines: LogLine[] = [];
  const log = createLogger({
    service: 'eco',
    level: 'info',
    destination: { write: (line: string) => lines.push(JSON.parse(line)) },
  });
  const completed = async (correlationId: string): Promise<LogLine> => {
    const find = () => completedLines(lines).find((line) => line.correlation_id === correlationId);
    await until(() => find() !== undefined);
    return find() as LogLine;
  };
  return { log, lines, completed };
}

export const completedLines = (lines: readonly LogLine[]): readonly LogLine[] =>
  lines.filter(({ event }) => event === 'grpc_request_completed');

export interface EndedSpan {
  readonly traceId: string;
  readonly method: string;
  readonly code: number;
  readonly codeName: string;
  readonly error: unknown;
}

/** Spans kept in memory once they ended. */
export function recordingTracing(): { readonly tracing: Tracing; readonly spans: EndedSpan[] } {
  const spans: EndedSpan[] = [];
  const start = (method: string, parent?: Parameters<typeof newTraceContext>[0]) => {
    const context = newTraceContext(parent);
    return {
      context,
      setAttribute: () => {},
      end: (code: number, codeName: string, error?: unknown) => {
        spans.push({ traceId: context.traceId, method, code, codeName, error });
      },
    };
  };
  const tracing: Tracing = {
    startServerSpan: ({ method }, parent) => start(method, parent),
    startClientSpan: ({ method }, parent) => start(method, parent),
    startHttpSpan: (name, parent) => start(name, parent),
    close: async () => {},
  };
  return { tracing, spans };
}
