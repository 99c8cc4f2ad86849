import { setTimeout as pause } from 'node:timers/promises';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import {
  bindService,
  type CallContext,
  type Client,
  createClient,
  type ServiceBinding,
} from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import type { Upstream } from '../config.js';
import type { UpstreamOptions, Upstreams } from '../upstream/raw-client.js';

const CHECK_TIMEOUT_MS = 500;
const WATCH_TIMEOUT_MS = 86_400_000;
/** Between attempts to watch a service that can't be reached. */
const WATCH_AGAIN_MS = 1_000;

export interface GatewayHealth {
  /** grpc.health.v1 for every service by its full name, as the service itself says; the empty name is the gateway. */
  readonly binding: ServiceBinding;
  close(): void;
}

type HealthClient = Client<typeof HealthService>;

/** A service that does not answer is NOT_SERVING; an open breaker keeps nobody from asking. */
export function createGatewayHealth(
  upstreams: Upstreams,
  services: readonly Upstream[],
  { defaultTimeoutMs, breakerThreshold, credentials }: UpstreamOptions,
): GatewayHealth {
  const options = { defaultTimeoutMs, breakerThreshold, credentials, maxRetries: 0 };
  const clients = new Map(
    services.map(({ name, target }) => [name, createClient(HealthService, target, { ...options, name })]),
  );
  const clientOf = (service: string): HealthClient | undefined =>
    clients.get(upstreams.get(service)?.name ?? '');

  const check = async (service: string, context: CallContext): Promise<Serving> => {
    if (service === '') return context.closing.aborted ? Serving.NOT_SERVING : Serving.SERVING;
    const client = clientOf(service);
    if (client !== undefined) return ask(client, service, context);
    throw new DomainError('not-found', 'SERVICO_DESCONHECIDO', `Serviço desconhecido: ${service}`);
  };
  const binding = bindService(HealthService, {
    check: async ({ service }, context) => ({ status: await check(service, context) }),
    list: async (_request, context) => {
      const names = ['', ...upstreams.keys()];
      const states = await Promise.all(
        names.map(async (name) => [name, { status: await check(name, context) }]),
      );
      return { statuses: Object.fromEntries(states) };
    },
    watch: ({ service }, context) => watch(service, clientOf(service), context),
  });
  return {
    binding,
    close() {
      for (const client of clients.values()) client.close();
    },
  };
}

const ask = (client: HealthClient, service: string, within: CallContext): Promise<Serving> =>
  client.check({ service }, { within, timeoutMs: CHECK_TIMEOUT_MS, evenIfOpen: true }).then(
    ({ status }) => status,
    () => Serving.NOT_SERVING,
  );

/** Every change, until the caller leaves or the gateway closes. */
async function* watch(
  service: string,
  client: HealthClient | undefined,
  context: CallContext,
): AsyncIterable<{ status: Serving }> {
  const { signal, closing } = context;
  // Not AbortSignal.any: `closing` outlives all watches, and would remember a signal of each.
  const either = new AbortController();
  const end = (): void => either.abort();
  for (const one of [signal, closing]) {
    if (one.aborted) end();
    one.addEventListener('abort', end, { once: true });
  }
  const ending = either.signal;
  let last: Serving | undefined;
  try {
    for await (const status of client === undefined
      ? standing(service === '' ? Serving.SERVING : Serving.SERVICE_UNKNOWN, ending)
      : states(client, service, context, ending)) {
      if (status !== last) yield { status };
      last = status;
    }
  } finally {
    closing.removeEventListener('abort', end);
  }
  if (closing.aborted && service === '') yield { status: Serving.NOT_SERVING };
}

async function* standing(status: Serving, ending: AbortSignal): AsyncIterable<Serving> {
  yield status;
  await new Promise<void>((resolve) => {
    if (ending.aborted) resolve();
    else ending.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What the service says, for as long as it says anything; then whether it can be asked, until it can be watched again. */
async function* states(
  client: HealthClient,
  service: string,
  within: CallContext,
  ending: AbortSignal,
): AsyncIterable<Serving> {
  const options = { within, signal: ending, timeoutMs: WATCH_TIMEOUT_MS, evenIfOpen: true };
  while (!ending.aborted) {
    try {
      for await (const { status } of client.watch({ service }, options)) yield status;
    } catch {
      // The same as a watch that ends: asked below.
    }
    if (ending.aborted) return;
    yield await ask(client, service, within);
    await pause(WATCH_AGAIN_MS, undefined, { signal: ending }).catch(() => {});
  }
}
