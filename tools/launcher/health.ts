import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { type Certificates, createClient, createLogger, openTransport } from '@trilha/service-kit';
import { type PlannedService, urlOf } from './plan.js';

const ASK_EVERY_MS = 100;
const ASK_TIMEOUT_MS = 2_000;
const silent = createLogger({ service: 'launcher', level: 'silent' });

export type Reachable = Pick<PlannedService, 'name' | 'host' | 'port' | 'protocol' | 'tls'>;

/** Asks a service until it says that it serves; false when it does not within the time, or nobody waits any more. */
export async function waitUntilHealthy(
  service: Reachable,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until && !signal?.aborted) {
    if (await isHealthy(service)) return true;
    await sleep(ASK_EVERY_MS);
  }
  return false;
}

/** Asks it once. */
export async function isHealthy(service: Reachable): Promise<boolean> {
  const { name, host, port, protocol, tls } = service;
  if (protocol === 'probe') return isReady(new URL(`http://${host}:${port}/readyz`), undefined);
  const transport = openTransport(tls, silent);
  if (protocol === 'http') {
    const ready = await isReady(new URL('/readyz', urlOf(service)), transport.certificates());
    transport.close();
    return ready;
  }
  const client = createClient(HealthService, `${host}:${port}`, {
    name,
    defaultTimeoutMs: ASK_TIMEOUT_MS,
    maxRetries: 0,
    breakerThreshold: 1_000,
    credentials: transport.channel,
  });
  try {
    return (await client.check({ service: '' })).status === Serving.SERVING;
  } catch {
    return false;
  } finally {
    client.close();
    transport.close();
  }
}

/** By `https` with the authority of the services, which `fetch` can't be told. */
async function isReady(url: URL, certificates: Certificates | undefined): Promise<boolean> {
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  const asked = get(url, { ...certificates, agent: false, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
  try {
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode === 200;
  } catch {
    return false;
  }
}
