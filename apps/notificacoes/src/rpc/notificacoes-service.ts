import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import { bindService, type Implementation, type ServiceBinding, validate } from '@trilha/service-kit';
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

    getNotificacao: async (request) => {
      const { idNotificacao } = validate(requests.byId, request);
      return toMessage(await casos.buscar(idNotificacao));
    },

    listNotificacoes: async (request) => {
      const page = await casos.listar(validate(requests.list, request));
      return { notificacoes: page.items.map(toMessage), nextPageToken: page.nextPageToken };
    },

    getUnreadCount: async (request) => {
      const { idUsuario } = validate(requests.byUser, request);
      return { naoLidas: await casos.contarNaoLidas(idUsuario) };
    },

    markRead: async (request) => {
      const { idNotificacao } = validate(requests.byId, request);
      return toMessage(await casos.marcarLida(idNotificacao));
    },

    markAllRead: async (request) => {
      const { idUsuario } = validate(requests.byUser, request);
      return { marcadas: await casos.marcarTodasLidas(idUsuario) };
    },

    watchNotifications: async function* (request, { signal }) {
      const { idUsuario, aposId } = validate(requests.watch, request);
      for await (const notificacao of casos.acompanhar(idUsuario, aposId, signal)) {
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
