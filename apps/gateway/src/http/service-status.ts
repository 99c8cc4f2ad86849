import { GetStatusRequest, GetStatusResponse } from '@trilha/proto-gen/status';
import { millisOf } from '@trilha/service-kit';
import type { RawClient, UnaryCall } from '../upstream/raw-client.js';
import type { Readiness, ReadinessProbe, ServiceReadiness } from './readiness.js';

const ASK_TIMEOUT_MS = 500;

/** What `/status` tells of one service; version and uptime are those it tells itself. */
export interface ServiceStatus extends ServiceReadiness {
  readonly version?: string;
  readonly uptimeSeconds?: number;
}

export interface GatewayStatus {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly ready: boolean;
  readonly services: Readonly<Record<string, ServiceStatus>>;
}

export interface StatusSources {
  readonly version: string;
  readonly readiness: ReadinessProbe;
  readonly clients: Iterable<RawClient>;
}

/** Asks every service how it is. Requests that come while an answer is being made share it. */
export function createStatusReport({
  version,
  readiness,
  clients,
}: StatusSources): () => Promise<GatewayStatus> {
  // A process may serve more than one service; one of them tells how it is.
  const telling = [...clients].filter(({ methods }) => 'GetStatus' in methods);
  const byName = new Map(telling.map((client) => [client.name, client]));
  const report = async (): Promise<GatewayStatus> => {
    const { ready, services } = await readiness.check();
    const statuses = await Promise.all(Object.entries(services).map((one) => withFacts(one, byName)));
    return {
      version,
      uptimeSeconds: Math.floor(process.uptime()),
      ready,
      services: Object.fromEntries(statuses),
    };
  };
  let running: Promise<GatewayStatus> | undefined;
  return () => {
    running ??= report().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function withFacts(
  [name, readiness]: [string, Readiness['services'][string]],
  clients: ReadonlyMap<string, RawClient>,
): Promise<[string, ServiceStatus]> {
  const getStatus = clients.get(name)?.methods.GetStatus as UnaryCall | undefined;
  // One that does not even answer for its health would only count against its breaker.
  if (getStatus === undefined || readiness.state === 'UNREACHABLE') return [name, readiness];
  try {
    const request = GetStatusRequest.encode({}).finish();
    const answer = await getStatus(request, { timeoutMs: ASK_TIMEOUT_MS, evenIfOpen: true });
    const { versao, tempoAtivo } = GetStatusResponse.decode(answer);
    const uptimeSeconds = tempoAtivo === undefined ? 0 : Math.floor(millisOf(tempoAtivo) / 1000);
    return [name, { ...readiness, version: versao, uptimeSeconds }];
  } catch {
    return [name, readiness];
  }
}
