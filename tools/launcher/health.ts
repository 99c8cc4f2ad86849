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

/** Asks every service until all say that they serve; names those that do not within the time. */
export async function waitUntilHealthy(
  plan: readonly PlannedService[],
  timeoutMs: number,
): Promise<{ readonly unhealthy: readonly string[] }> {
  const until = performance.now() + timeoutMs;
  const healthy = await Promise.all(
    plan.map(async (service) => {
      while (performance.now() < until) {
        if (await isHealthy(service)) return true;
        await sleep(ASK_EVERY_MS);
      }
      return false;
    }),
  );
  return { unhealthy: plan.filter((_, i) => !healthy[i]).map(({ name }) => name) };
}

async function isHealthy(service: PlannedService): Promise<boolean> {
  const { name, host, port, protocol, tls } = service;
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
