import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../log/logger.js';
import { probe } from '../server/bind.js';
import type { Metrics } from './metrics.js';

export interface Readiness {
  readonly ready: boolean;
  /** Why not; short, and free of secrets. */
  readonly reasons: readonly string[];
}

export interface ProbeServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly ready: () => Readiness | Promise<Readiness>;
  readonly log: Pick<Logger, 'info'>;
}

const READY_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Answers `/metrics`, `/healthz` and `/readyz` on a port of their own, for probes that speak neither TLS nor gRPC.
 *
 * @throws ConfigError when the address can't be bound, naming METRICS__PORT
 */
export async function startProbeServer(
  options: ProbeServerOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { host, port, log } = options;
  await probe(host, port, 'METRICS__PORT');
  const server = createServer((request, response) => void answer(request, response, options));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.listen({ host, port });
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  log.info({ event: 'probes_started', host, port: bound }, `metrics and probes on http://${host}:${bound}`);
  return {
    port: bound,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Answer = readonly [status: number, type: string, body: string];

async function answer(
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
  options: ProbeServerOptions,
): Promise<void> {
  const [status, type, body] = await answerTo(method, url.split('?', 1)[0] ?? '', options);
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

async function answerTo(
  method: string,
  path: string,
  { metrics, ready }: ProbeServerOptions,
): Promise<Answer> {
  if (!['/metrics', '/healthz', '/readyz'].includes(path)) {
    return [404, 'text/plain; charset=utf-8', 'try /metrics, /healthz or /readyz\n'];
  }
  if (method !== 'GET' && method !== 'HEAD') return [405, 'text/plain; charset=utf-8', 'GET or HEAD only\n'];
  if (path === '/healthz') return [200, 'text/plain; charset=utf-8', 'ok\n'];
  try {
    if (path === '/metrics') return [200, metrics.registry.contentType, await metrics.text()];
    const readiness = await inTime(ready);
    return [readiness.ready ? 200 : 503, 'application/json', `${JSON.stringify(readiness)}\n`];
  } catch {
    if (path === '/metrics') return [500, 'text/plain; charset=utf-8', 'a metric could not be read\n'];
    return [503, 'application/json', `${JSON.stringify({ ready: false, reasons: ['the probe failed'] })}\n`];
  }
}

/** A probe that hangs is as good as one that says no. */
async function inTime(ready: ProbeServerOptions['ready']): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    const no = { ready: false, reasons: [`no answer within ${READY_TIMEOUT_MS} ms`] };
    timer = setTimeout(() => resolve(no), READY_TIMEOUT_MS);
  });
  try {
    return await Promise.race([ready(), late]);
  } finally {
    clearTimeout(timer);
  }
}
