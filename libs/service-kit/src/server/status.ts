import { performance } from 'node:perf_hooks';
import type { Duration } from '@trilha/proto-gen/duration';
import type { Dependencia, GetStatusResponse, Trafego } from '@trilha/proto-gen/status';
import type { Clock } from '../base/index.js';
import type { ServiceConfig } from '../config/service-config.js';
import { atMost } from '../lifecycle/at-most.js';
import type { Traffic } from '../metrics/traffic.js';

const PROBE_TIMEOUT_MS = 1_000;

/** Something a service stands on, asked when its status is asked. */
export interface StatusProbe {
  readonly name: string;
  /** Shown to callers: never credentials. */
  readonly address: string;
  /** False when the service goes on without it. */
  readonly required: boolean;
  /** Resolves when it answers. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** State of the circuit breaker towards it, where there is one. */
  readonly breaker?: () => string;
}

export interface StatusOptions {
  readonly config: Pick<ServiceConfig, 'service' | 'version'>;
  readonly clock: Clock;
  readonly storage?: StatusProbe;
  readonly dependencies?: readonly StatusProbe[];
  /** The calls of late. */
  readonly traffic?: () => Traffic;
  /** Figures of the service's own; anybody may see them. Those that can't be had within a second are left out. */
  readonly figures?: () => Promise<Readonly<Record<string, number>>>;
}

/** Makes the GetStatus handler of a service; every probe runs at once and ends within a second. */
export function createStatusHandler(options: StatusOptions) {
  const { config, clock, storage, dependencies = [], traffic, figures } = options;
  const startedAt = clock.now();
  return async (
    _request: unknown,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<GetStatusResponse> => {
    const [medidas, armazenamento, ...dependencias] = await Promise.all([
      figures === undefined ? {} : atMost(PROBE_TIMEOUT_MS, figures().catch(NO_FIGURES), {}),
      storage === undefined ? undefined : ask(storage, signal),
      ...dependencies.map((dependency) => ask(dependency, signal)),
    ]);
    const all = [armazenamento, ...dependencias].filter((one) => one !== undefined);
    return {
      servico: config.service,
      versao: config.version,
      iniciadoEm: startedAt,
      tempoAtivo: durationOf(clock.now().getTime() - startedAt.getTime()),
      pronto: all.every(({ alcancavel, obrigatoria }) => alcancavel || !obrigatoria),
      armazenamento,
      dependencias: dependencias.filter((one) => one !== undefined),
      trafego: traffic === undefined ? undefined : trafegoOf(traffic()),
      medidas,
    };
  };
}

const NO_FIGURES = (): Readonly<Record<string, number>> => ({});

const trafegoOf = ({ callsPerSecond, errorShare, p99Ms, windowSeconds }: Traffic): Trafego => ({
  chamadasPorSegundo: callsPerSecond,
  parcelaDeErros: errorShare,
  p99: p99Ms === undefined ? undefined : durationOf(p99Ms),
  janela: durationOf(windowSeconds * 1_000),
});

async function ask(
  { name, address, required, probe, breaker }: StatusProbe,
  caller: AbortSignal,
): Promise<Dependencia> {
  const startedAt = performance.now();
  const signal = AbortSignal.any([caller, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  const erro = await probe(signal).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : 'falha desconhecida'),
  );
  return {
    nome: name,
    endereco: address,
    alcancavel: erro === '',
    latencia: durationOf(performance.now() - startedAt),
    erro,
    obrigatoria: required,
    disjuntor: breaker?.() ?? '',
  };
}

/** Milliseconds as google.protobuf.Duration. */
export function durationOf(ms: number): Duration {
  const seconds = Math.trunc(ms / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

/** google.protobuf.Duration in milliseconds. */
export function millisOf({ seconds, nanos }: Duration): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}
