import { backoffMs, type Clock } from '@trilha/service-kit/base';
import { aindaServe, avisosDe, type Envio } from '../domain/envio.js';
import { agendamentoNaoEncontrado } from '../domain/errors.js';
import type { Agenda, Envios, EscreverConvite, Notificador } from './ports.js';

const BATCH = 16;

export interface AvisarOptions {
  readonly agenda: Pick<Agenda, 'buscar'>;
  readonly envios: Envios;
  readonly notificador: Notificador;
  readonly escreverConvite: EscreverConvite;
  readonly clock: Clock;
  /** 0 up to, and without, 1. */
  readonly random: () => number;
}

/** Telling people of their appointments. */
export function createAvisar({ agenda, envios, notificador, escreverConvite, clock, random }: AvisarOptions) {
  const avisar = (envio: Envio, signal: AbortSignal): Promise<string> =>
    notificador.avisar(envio, escreverConvite(envio.agendamento), signal);

  return {
    /**
     * Tells both of an appointment as it stands now; each hears of the same state once, whoever asks.
     *
     * @returns ids of the notifications, the student's first
     * @throws DomainError AGENDAMENTO_NAO_ENCONTRADO
     */
    notificar: async (id: string, signal: AbortSignal): Promise<readonly string[]> => {
      const agendamento = await agenda.buscar(id);
      if (agendamento === undefined) throw agendamentoNaoEncontrado(id);
      const ids = await Promise.all(avisosDe(agendamento).map((envio) => avisar(envio, signal)));
      return ids.filter((one) => one !== '');
    },

    /**
     * Tells what is due, a bounded number at once. What fails is tried again later, for as long as it matters: until the
     * start for a reminder, without end for a change.
     *
     * @returns how many were due
     */
    enviarDevidos: async (signal: AbortSignal): Promise<number> => {
      const devidos = await envios.devidos(clock.now(), BATCH);
      await Promise.all(
        devidos.map(async (envio) => {
          if (!aindaServe(envio, clock.now())) return envios.concluir(envio.chave);
          try {
            await avisar(envio, signal);
          } catch {
            if (signal.aborted) return;
            const wait = backoffMs(envio.tentativas + 1, random());
            return envios.adiar(envio.chave, new Date(clock.now().getTime() + wait));
          }
          return envios.concluir(envio.chave);
        }),
      );
      return devidos.length;
    },
  };
}
