import { backoffMs, type Clock } from '@trilha/service-kit/base';
import { avisosDe, type Envio, prazoDe } from '../domain/envio.js';
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
  /** Told of each message that is given up, for logs. */
  readonly onDesistencia?: (envio: Envio, erro: string) => void;
}

/** Telling people of their appointments. */
export function createAvisar(options: AvisarOptions) {
  const { agenda, envios, notificador, escreverConvite, clock } = options;

  const avisar = (envio: Envio, signal: AbortSignal): Promise<string> =>
    notificador.avisar(envio, escreverConvite(envio.agendamento), signal);

  const tentar = async (envio: Envio, signal: AbortSignal): Promise<void> => {
    if (envio.evento === 'lembrete' && prazoDe(envio) <= clock.now()) {
      return desistir(options, envio, 'o agendamento já começou');
    }
    try {
      await avisar(envio, signal);
    } catch (error) {
      // When the process is stopping, the message stays as it was, and the next start tries it again.
      return signal.aborted ? undefined : depoisDaFalha(options, envio, error);
    }
    await envios.concluir(envio);
  };

  return {
    /**
     * Tells both of an appointment as it stands now; each hears of the same state once, whoever asks. What was queued of
     * earlier states is then old news and not told any more.
     *
     * @returns ids of the notifications, the student's first
     * @throws DomainError AGENDAMENTO_NAO_ENCONTRADO
     */
    notificar: async (id: string, signal: AbortSignal): Promise<readonly string[]> => {
      const agendamento = await agenda.buscar(id);
      if (agendamento === undefined) throw agendamentoNaoEncontrado(id);
      const ids = await Promise.all(
        avisosDe(agendamento).map(async (envio) => {
          const idNotificacao = await avisar(envio, signal);
          await envios.concluir(envio);
          return idNotificacao;
        }),
      );
      return ids.filter((one) => one !== '');
    },

    /**
     * Tells what is due, a bounded number at once. What fails is tried again, ever more rarely, as long as it is worth it
     * (see `prazoDe`); what is refused for good is given up at once.
     *
     * @returns how many were due
     */
    enviarDevidos: async (signal: AbortSignal): Promise<number> => {
      const devidos = await envios.devidos(clock.now(), BATCH);
      await Promise.all(devidos.map((envio) => tentar(envio, signal)));
      return devidos.length;
    },
  };
}

async function depoisDaFalha(options: AvisarOptions, envio: Envio, error: unknown): Promise<void> {
  const { envios, notificador, clock, random } = options;
  const erro = error instanceof Error ? error.message : 'falha desconhecida';
  const wait = backoffMs(envio.tentativas + 1, random());
  const tentarEm = new Date(clock.now().getTime() + wait);
  const worthIt = !notificador.recusou(error) && tentarEm < prazoDe(envio);
  await (worthIt ? envios.adiar(envio.chave, tentarEm, erro) : desistir(options, envio, erro));
}

async function desistir({ envios, clock, onDesistencia }: AvisarOptions, envio: Envio, erro: string) {
  await envios.desistir(envio.chave, clock.now(), erro);
  onDesistencia?.(envio, erro);
}
