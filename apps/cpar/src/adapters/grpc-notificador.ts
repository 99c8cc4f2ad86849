import { status } from '@grpc/grpc-js';
import {
  type NotificacoesServiceService as Definition,
  NotifyScheduleRequest_Evento as EventoMessage,
  NotifyScheduleRequest,
} from '@trilha/proto-gen/notificacoes';
import { type Client, RemoteError } from '@trilha/service-kit';
import type { Notificador } from '../app/ports.js';
import type { Evento } from '../domain/agendamento.js';
import type { Envio } from '../domain/envio.js';

const TIMEOUT_MS = 10_000;

const EVENTOS: Record<Evento, EventoMessage> = {
  criado: EventoMessage.EVENTO_CRIADO,
  confirmado: EventoMessage.EVENTO_CONFIRMADO,
  cancelado: EventoMessage.EVENTO_CANCELADO,
  reagendado: EventoMessage.EVENTO_REAGENDADO,
  lembrete: EventoMessage.EVENTO_LEMBRETE,
};

/** Answers about the message itself. What may be mended elsewhere, such as a permission, is not among them. */
const RECUSAS = new Set([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
]);

/** Tells people through notificacoes. */
export class GrpcNotificador implements Notificador {
  constructor(private readonly client: Pick<Client<typeof Definition>, 'notifySchedule'>) {}

  async avisar(envio: Envio, convite: string, signal: AbortSignal): Promise<string> {
    const { agendamento, evento, idUsuario, comQuem, chave } = envio;
    const request = NotifyScheduleRequest.fromPartial({
      idAgendamento: agendamento.id,
      idUsuario,
      evento: EVENTOS[evento],
      inicio: agendamento.inicio,
      fim: agendamento.fim,
      fuso: agendamento.fuso,
      assunto: agendamento.assunto,
      local: agendamento.local,
      comQuem,
      conviteIcs: evento === 'lembrete' ? '' : convite,
      requestId: chave,
    });
    try {
      return (await this.client.notifySchedule(request, { signal, timeoutMs: TIMEOUT_MS })).id;
    } catch (error) {
      // The key is known with other words: the person was told before the words changed.
      if (error instanceof RemoteError && error.code === status.ALREADY_EXISTS) return '';
      throw error;
    }
  }
  recusou(error: unknown): boolean {
    return error instanceof RemoteError && RECUSAS.has(error.code);
  }
}
