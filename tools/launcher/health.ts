import { setTimeout as sleep } from 'node:timers/promises';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { createClient, createLogger, openTransport } from '@trilha/service-kit';
import type { PlannedService } from './plan.js';

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

async function isHealthy({ name, host, port, protocol, tls }: PlannedService): Promise<boolean> {
  if (protocol === 'http') {
    return fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  const transport = openTransport(tls, silent);
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
