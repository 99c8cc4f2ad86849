import { CparServiceService } from '@trilha/proto-gen/cpar';
import { bindService, type Implementation, type ServiceBinding, validate } from '@trilha/service-kit';
import type { Casos } from '../app/casos.js';
import { requests, toAgendamento, toDisponibilidade } from './messages.js';
import { toConvite } from './to-convite.js';

type Handlers = Implementation<typeof CparServiceService>;
/** CparService over its use cases. */
export function createCparService({
  casos,
  getStatus,
}: {
  readonly casos: Casos;
  readonly getStatus: Handlers['getStatus'];
}): ServiceBinding {
  return bindService(CparServiceService, {
    getStatus,

    setDisponibilidade: async (request) => {
      const { disponibilidade } = validate(requests.setDisponibilidade, request);
      return toDisponibilidade(await casos.guardarDisponibilidade(disponibilidade));
    },

    getDisponibilidade: async (request) => {
      const { idProfessor } = validate(requests.byTeacher, request);
      return toDisponibilidade(await casos.buscarDisponibilidade(idProfessor));
    },

    listHorariosLivres: async (request) => {
      const { idProfessor, de, ate, duracaoMs } = validate(requests.listLivres, request);
      return { horarios: await casos.listarLivres(idProfessor, de, ate, duracaoMs) };
    },

    createAgendamento: async (request) => {
      const { agendamento, requestId } = validate(requests.create, request);
      return toAgendamento(await casos.criar(agendamento, requestId));
    },

    getAgendamento: async (request) => {
      const { idAgendamento } = validate(requests.byId, request);
      return toAgendamento(await casos.buscar(idAgendamento));
    },

    listAgendamentos: async (request) => {
      const page = await casos.listar(validate(requests.list, request));
      return { agendamentos: page.items.map(toAgendamento), nextPageToken: page.nextPageToken };
    },

    confirmAgendamento: async (request) => {
      const { idAgendamento } = validate(requests.byId, request);
      return toAgendamento(await casos.confirmar(idAgendamento));
    },

    cancelAgendamento: async (request) => {
      const { idAgendamento, motivo } = validate(requests.cancel, request);
      return toAgendamento(await casos.cancelar(idAgendamento, motivo));
    },

    rescheduleAgendamento: async (request) => {
      const { idAgendamento, inicio, fim } = validate(requests.reschedule, request);
      return toAgendamento(await casos.reagendar(idAgendamento, { inicio, fim }));
    },

    notifySchedule: async (request, { signal }) => {
      const { idAgendamento } = validate(requests.byId, request);
      const ids = await casos.notificar(idAgendamento, signal);
      return { idAgendamento, idsNotificacoes: [...ids] };
    },

    getConvite: async (request) => {
      const { idAgendamento } = validate(requests.byId, request);
      const agendamento = await casos.buscar(idAgendamento);
      return toConvite(agendamento, casos.escreverConvite(agendamento));
    },
  });
}
