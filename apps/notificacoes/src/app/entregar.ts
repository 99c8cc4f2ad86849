import { backoffMs, type Clock } from '@trilha/service-kit/base';
import {
  type CanalDeSaida,
  type Desfecho,
  type EntregaDevida,
  type Entregas,
  FalhaDeEntrega,
} from './ports.js';

export interface EntregarOptions {
  readonly entregas: Entregas;
  readonly canais: readonly CanalDeSaida[];
  readonly clock: Clock;
  /** 0 up to, and without, 1. */
  readonly random: () => number;
  readonly maxAttempts: number;
  readonly attemptTimeoutMs: number;
  /** Told of each attempt, for logs. */
  readonly onAttempt?: (devida: EntregaDevida, desfecho: Desfecho) => void;
}

/** Deliveries under way at once. */
const BATCH = 16;
/** Time beyond an attempt's own in which a process may still write down how it ended. */
const LEASE_MARGIN_MS = 5_000;

/**
 * Tries every delivery whose time has come, a bounded number at once, and writes down how each ended.
 *
 * @returns how many were tried
 */
export function createEntregar(options: EntregarOptions) {
  const { entregas, clock, attemptTimeoutMs } = options;
  return async (signal: AbortSignal): Promise<number> => {
    const agora = clock.now();
    const ate = new Date(agora.getTime() + attemptTimeoutMs + LEASE_MARGIN_MS);
    const devidas = await entregas.tomar(agora, ate, BATCH);
    await Promise.all(
      devidas.map(async (devida) => {
        const desfecho = await tentar(options, devida, signal);
        if (desfecho === undefined) return;
        await entregas.concluir(devida.entrega.id, desfecho, clock.now());
        options.onAttempt?.(devida, desfecho);
      }),
    );
    return devidas.length;
  };
}

/** Undefined when the process is stopping: the delivery stays as it was taken, and another start tries it again. */
async function tentar(
  { canais, clock, random, maxAttempts, attemptTimeoutMs }: EntregarOptions,
  devida: EntregaDevida,
  stop: AbortSignal,
): Promise<Desfecho | undefined> {
  const { canal, tentativas } = devida.entrega;
  const saida = canais.find((one) => one.canal === canal);
  if (saida === undefined) return { situacao: 'morta', erro: `o canal ${canal} não está configurado` };
  try {
    await saida.enviar(devida, AbortSignal.any([stop, AbortSignal.timeout(attemptTimeoutMs)]));
    return { situacao: 'entregue' };
  } catch (error) {
    if (stop.aborted) return undefined;
    const falha =
      error instanceof FalhaDeEntrega ? error : new FalhaDeEntrega('falha inesperada', { permanente: false });
    if (falha.options.permanente || tentativas >= maxAttempts)
      return { situacao: 'morta', erro: falha.message };
    const wait = backoffMs(tentativas, random(), falha.options.esperarMs);
    const proximaTentativaEm = new Date(clock.now().getTime() + wait);
    return { situacao: 'pendente', proximaTentativaEm, erro: falha.message };
  }
}
