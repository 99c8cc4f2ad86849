import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import {
  bindService,
  type CallContext,
  type Implementation,
  type ServiceBinding,
  validate,
} from '@trilha/service-kit';
import type { Casos } from '../app/casos.js';
import { requests, toCartaMorta, toMessage } from './messages.js';

type Handlers = Implementation<typeof NotificacoesServiceService>;

/** NotificacoesService over its use cases. */
export function createNotificacoesService({
  casos,
  getStatus,
}: {
  readonly casos: Casos;
  readonly getStatus: Handlers['getStatus'];
}): ServiceBinding {
  /** Reads a notification that the caller may see. */
  const suaNotificacao = async (idNotificacao: string, call: CallContext) => {
    const notificacao = await casos.buscar(idNotificacao);
    call.requireOwner(notificacao.idUsuario);
    return notificacao;
  };

  return bindService(NotificacoesServiceService, {
    getStatus,

    sendNotification: async (request) => {
      const nova = validate(requests.send, request);
      return toMessage(await casos.enviar({ ...nova, convite: '' }));
    },

    notifySchedule: async (request) => {
      const { conviteIcs, ...aviso } = validate(requests.schedule, request);
      return toMessage(await casos.avisarAgendamento({ ...aviso, convite: conviteIcs }));
    },

    getNotificacao: async (request, call) => {
      const { idNotificacao } = validate(requests.byId, request);
      return toMessage(await suaNotificacao(idNotificacao, call));
    },

    listNotificacoes: async (request) => {
      const page = await casos.listar(validate(requests.list, request));
      return { notificacoes: page.items.map(toMessage), nextPageToken: page.nextPageToken };
    },

    getUnreadCount: async (request) => {
      const { idUsuario } = validate(requests.byUser, request);
      return { naoLidas: await casos.contarNaoLidas(idUsuario) };
    },

    markRead: async (request, call) => {
      const { idNotificacao } = validate(requests.byId, request);
      await suaNotificacao(idNotificacao, call);
      return toMessage(await casos.marcarLida(idNotificacao));
    },

    markAllRead: async (request) => {
      const { idUsuario } = validate(requests.byUser, request);
      return { marcadas: await casos.marcarTodasLidas(idUsuario) };
    },

    watchNotifications: async function* (request, { signal, closing }) {
      const { idUsuario, aposId } = validate(requests.watch, request);
      const fim = AbortSignal.any([signal, closing]);
      for await (const notificacao of casos.acompanhar(idUsuario, aposId, fim)) {
        yield { notificacao: toMessage(notificacao) };
      }
    },

    getContato: async (request) => {
      const { idUsuario } = validate(requests.byUser, request);
      return { idUsuario, email: await casos.buscarEmail(idUsuario) };
    },

    setContato: async (request) => {
      const { contato } = validate(requests.setContato, request);
      await casos.guardarEmail(contato.idUsuario, contato.email);
      return contato;
    },

    listDeadLetters: async (request) => {
      const { pageSize, pageToken } = validate(requests.deadLetters, request);
      const page = await casos.listarMortas(pageSize, pageToken);
      return { cartas: page.items.map(toCartaMorta), nextPageToken: page.nextPageToken };
    },

    replayDeadLetter: async (request) => {
      const { idEntrega } = validate(requests.replay, request);
      return toMessage(await casos.reenviar(idEntrega));
    },
  });
}
