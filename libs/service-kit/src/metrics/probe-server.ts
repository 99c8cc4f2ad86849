import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bindError } from '../config/bind-error.js';
import { atMost } from '../lifecycle/at-most.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from './metrics.js';

const READY_WITHIN_MS = 2_000;
/** A client that sends or reads nothing for this long is cut off. */
const IDLE_MS = 5_000;
/** More than any set of scrapers and probes needs; the rest waits or is refused. */
const MAX_CONNECTIONS = 100;
/** How long answers under way may take after `close`. */
const CLOSE_WITHIN_MS = 500;

/** Whether a service takes calls. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not: short, and free of secrets, because anybody who reaches the port reads them. */
  readonly reasons: readonly string[];
}

export interface ProbeServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly metrics: Metrics;
  /** Asked on each `/readyz`, once at a time; not ready when it throws or takes over 2 s. */
  readonly ready: () => Promise<Readiness> | Readiness;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

export interface ProbeServer {
  readonly port: number;
  /** Ends within a second, even while connections are open. */
  close(): Promise<void>;
}

/**
 * `/metrics`, `/healthz` and `/readyz` on a port of their own, for probes that can speak neither TLS nor gRPC.
 *
 * @throws ConfigError when the address can't be bound, naming METRICS__PORT
 */
export async function startProbeServer(options: ProbeServerOptions): Promise<ProbeServer> {
  const { host, log, metrics } = options;
  const isReady = shareWhileRunning(() => askReady(options));
  const routes: Routes = new Map<string, () => Answer | Promise<Answer>>([
    // An answer at all shows that the event loop turns.
    ['/healthz', () => plain(200, 'ok')],
    ['/readyz', async () => readyAnswer(await isReady())],
    [
      '/metrics',
      async () => ({ status: 200, type: metrics.registry.contentType, body: await metrics.text() }),
    ],
  ]);
  const server = createServer(
    { connectionsCheckingInterval: 1_000, headersTimeout: IDLE_MS, requestTimeout: IDLE_MS },
    (request, response) => void answer(request, response, routes, log),
  );
  server.timeout = IDLE_MS;
  server.keepAliveTimeout = IDLE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listen(server, host, options.port);
  log.info({ event: 'probe_server_started', host, port }, `metrics and probes on ${host}:${port}`);
  return { port, close: () => close(server) };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Routes = ReadonlyMap<string, () => Answer | Promise<Answer>>;

const readyAnswer = (readiness: Readiness): Answer => ({
  status: readiness.ready ? 200 : 503,
  type: 'application/json',
  body: `${JSON.stringify(readiness)}\n`,
});

const plain = (status: number, body: string, headers = {}): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
  headers,
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? '';
  const route = routes.get(path);
  let found: Answer;
  if (route === undefined) found = plain(404, 'not found: try /metrics, /healthz or /readyz');
  else if (request.method !== 'GET' && request.method !== 'HEAD') {
    found = plain(405, 'GET or HEAD only', { allow: 'GET, HEAD' });
  } else {
    try {
      found = await route();
    } catch (err) {
      log.warn({ event: 'probe_failed', path, err }, `${path} failed`);
      found = plain(500, 'failed; the log of the service says why');
    }
  }
  response.writeHead(found.status, {
    'content-type': found.type,
    'content-length': Buffer.byteLength(found.body),
    'cache-control': 'no-store',
    ...found.headers,
  });
  // A body nobody reads would keep the connection from its next request.
  request.resume();
  response.end(found.body);
}

const TOO_LATE: Readiness = { ready: false, reasons: [`no answer within ${READY_WITHIN_MS / 1000} s`] };

async function askReady({ ready, log }: ProbeServerOptions): Promise<Readiness> {
  try {
    const answer = await atMost(READY_WITHIN_MS, ready(), TOO_LATE);
    return { ready: answer.ready, reasons: answer.reasons };
  } catch (err) {
    log.warn({ event: 'readiness_failed', err }, 'the readiness check failed');
    return { ready: false, reasons: ['the readiness check failed'] };
  }
}

/** Callers that ask while an answer is being made share it, so that a flood of probes costs one. */
function shareWhileRunning<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw bindError('METRICS__PORT', host, port, error as NodeJS.ErrnoException);
  }
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
