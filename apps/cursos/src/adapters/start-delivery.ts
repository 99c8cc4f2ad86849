import { DueLoop, type Logger } from '@trilha/service-kit';
import type { Clock } from '@trilha/service-kit/base';

/** How often the outbox is looked at when nothing was due. */
const LOOK_EVERY_MS = 500;

export interface DeliveryOptions {
  /** Hands over what is due and says what became of it. */
  readonly entregar: (signal: AbortSignal) => Promise<Entregas>;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Entregas {
  readonly tentadas: number;
  readonly entregues: number;
  readonly desistidas: number;
}

/** Delivers notices in the background. What is cut by closing stays stored, and has the same key the next time. */
export function startDelivery({ entregar, clock, log }: DeliveryOptions): DueLoop {
  return new DueLoop({
    name: 'avisos',
    work: async (signal) => report(await entregar(signal), log),
    nextDue: async () => new Date(clock.now().getTime() + LOOK_EVERY_MS),
    clock,
    log,
  });
}

function report({ tentadas, entregues, desistidas }: Entregas, log: Logger): number {
  const line = { event: 'notices_delivered', tentadas, entregues, desistidas };
  if (desistidas > 0) log.error(line, 'notices were given up');
  else if (entregues < tentadas) log.warn(line, 'notificacoes does not take notices; they are kept');
  else if (tentadas > 0) log.debug(line);
  return tentadas;
}
