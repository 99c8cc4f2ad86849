import { GetStatusRequest, GetStatusResponse, type Trafego } from '@trilha/proto-gen/status';
import { millisOf, type Traffic } from '@trilha/service-kit';
import type { RawClient, UnaryCall } from '../upstream/raw-client.js';
import type { Readiness, ReadinessProbe, ServiceReadiness } from './readiness.js';

const ASK_TIMEOUT_MS = 500;
/** Whoever asks again within this time gets the same answer. */
const FRESH_MS = 1_000;
/** Of one service: a broken one must not fill the page. */
export const MAX_FIGURES = 64;

/** What `/status` tells of one service; all but its readiness is what it tells itself. */
export interface ServiceStatus extends ServiceReadiness {
  readonly version?: string;
  readonly uptimeSeconds?: number;
  /** Calls it served in about the last minute. */
  readonly traffic?: Traffic;
  /** Figures of its own by name, such as those of the pipeline and its model; at most {@link MAX_FIGURES}. */
  readonly figures?: Readonly<Record<string, number>>;
}

export interface GatewayStatus {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly ready: boolean;
  /** HTTP requests of about the last minute, health and status pages left out. */
  readonly traffic: Traffic;
  readonly services: Readonly<Record<string, ServiceStatus>>;
}

export interface StatusSources {
  readonly version: string;
  readonly readiness: ReadinessProbe;
  readonly clients: Iterable<RawClient>;
  readonly traffic: () => Traffic;
  /** Milliseconds that only grow. */
  readonly nowMs?: () => number;
}

/**
 * Asks every service how it is. Requests that come while an answer is being made, or within a second after it, share it:
 * the page is open to all, and asks seven services.
 */
export function createStatusReport({
  version,
  readiness,
  clients,
  traffic,
  nowMs = () => performance.now(),
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
      traffic: traffic(),
      services: Object.fromEntries(statuses),
    };
  };
  let last: Promise<GatewayStatus> | undefined;
  let freshUntilMs = 0;
  return () => {
    if (last === undefined || nowMs() >= freshUntilMs) {
      freshUntilMs = Number.POSITIVE_INFINITY;
      last = report().finally(() => {
        freshUntilMs = nowMs() + FRESH_MS;
      });
    }
    return last;
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
    const { versao, tempoAtivo, trafego, medidas } = GetStatusResponse.decode(answer);
    const uptimeSeconds = tempoAtivo === undefined ? 0 : Math.floor(millisOf(tempoAtivo) / 1000);
    const figures = Object.entries(medidas).slice(0, MAX_FIGURES);
    const status: ServiceStatus = {
      ...readiness,
      version: versao,
      uptimeSeconds,
      ...(trafego === undefined ? {} : { traffic: trafficIn(trafego) }),
      ...(figures.length === 0 ? {} : { figures: Object.fromEntries(figures) }),
    };
    return [name, status];
  } catch {
    return [name, readiness];
  }
}

const trafficIn = ({ chamadasPorSegundo, parcelaDeErros, p99, janela }: Trafego): Traffic => ({
  callsPerSecond: chamadasPorSegundo,
  errorShare: parcelaDeErros,
  p99Ms: p99 === undefined ? undefined : millisOf(p99),
  windowSeconds: janela === undefined ? 0 : millisOf(janela) / 1_000,
});
