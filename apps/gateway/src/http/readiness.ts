import { performance } from 'node:perf_hooks';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { type BreakerState, type Client, createClient } from '@trilha/service-kit';
import type { Upstream } from '../config.js';
import type { UpstreamOptions } from '../upstream/raw-client.js';

const CHECK_TIMEOUT_MS = 500;

export interface ServiceReadiness {
  readonly ready: boolean;
  /** SERVING, NOT_SERVING, or UNREACHABLE. */
  readonly state: string;
  readonly latencyMs: number;
  /** Circuit breaker of the calls made to it. */
  readonly breaker: BreakerState;
}

export interface Readiness {
  /** True when at least one service answers: the gateway is of use, and no service takes others with it. */
  readonly ready: boolean;
  readonly services: Readonly<Record<string, ServiceReadiness>>;
}

export interface ReadinessProbe {
  check(): Promise<Readiness>;
  close(): void;
}

/** Asks grpc.health.v1 of every service at once, half a second each; an open breaker keeps nobody from asking. */
export function createReadinessProbe(
  services: readonly Upstream[],
  options: UpstreamOptions,
  breakerOf: (name: string) => BreakerState,
): ReadinessProbe {
  const { defaultTimeoutMs, breakerThreshold, credentials } = options;
  const clients = services.map(({ name, target }) =>
    createClient(HealthService, target, {
      name,
      defaultTimeoutMs,
      breakerThreshold,
      credentials,
      maxRetries: 0,
    }),
  );
  return {
    async check() {
      const states = await Promise.all(
        clients.map(async (client) => [client.$name, await ask(client, breakerOf(client.$name))] as const),
      );
      return { ready: states.some(([, { ready }]) => ready), services: Object.fromEntries(states) };
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

async function ask(client: Client<typeof HealthService>, breaker: BreakerState): Promise<ServiceReadiness> {
  const startedAt = performance.now();
  const state = await client.check({ service: '' }, { timeoutMs: CHECK_TIMEOUT_MS, evenIfOpen: true }).then(
    ({ status }) => (status === Serving.SERVING ? 'SERVING' : 'NOT_SERVING'),
    () => 'UNREACHABLE',
  );
  const latencyMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
  return { ready: state === 'SERVING', state, latencyMs, breaker };
}
