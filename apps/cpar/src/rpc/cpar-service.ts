import { CparServiceService } from '@trilha/proto-gen/cpar';
import {
  bindService,
  type CallContext,
  type Implementation,
  type ServiceBinding,
  validate,
} from '@trilha/service-kit';
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
  /** Reads an appointment that the caller takes part in, or may see for another reason. */
  const seuAgendamento = async (idAgendamento: string, call: CallContext) => {
    const agendamento = await casos.buscar(idAgendamento);
    call.requireOwner(agendamento.idAluno, agendamento.idProfessor);
    return agendamento;
  };

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

    getAgendamento: async (request, call) => {
      const { idAgendamento } = validate(requests.byId, request);
      return toAgendamento(await seuAgendamento(idAgendamento, call));
    },

    listAgendamentos: async (request) => {
      const page = await casos.listar(validate(requests.list, request));
      return { agendamentos: page.items.map(toAgendamento), nextPageToken: page.nextPageToken };
    },

    confirmAgendamento: async (request, call) => {
      const { idAgendamento } = validate(requests.byId, request);
      await seuAgendamento(idAgendamento, call);
      return toAgendamento(await casos.confirmar(idAgendamento));
    },

    cancelAgendamento: async (request, call) => {
      const { idAgendamento, motivo } = validate(requests.cancel, request);
      await seuAgendamento(idAgendamento, call);
      return toAgendamento(await casos.cancelar(idAgendamento, motivo));
    },

    rescheduleAgendamento: async (request, call) => {
      const { idAgendamento, inicio, fim } = validate(requests.reschedule, request);
      await seuAgendamento(idAgendamento, call);
      return toAgendamento(await casos.reagendar(idAgendamento, { inicio, fim }));
    },

    notifySchedule: async (request, call) => {
      const { idAgendamento } = validate(requests.byId, request);
      await seuAgendamento(idAgendamento, call);
      const ids = await casos.notificar(idAgendamento, call.signal);
      return { idAgendamento, idsNotificacoes: [...ids] };
    },

    getConvite: async (request, call) => {
      const { idAgendamento } = validate(requests.byId, request);
      const agendamento = await seuAgendamento(idAgendamento, call);
      return toConvite(agendamento, casos.escreverConvite(agendamento));
    },
  });
}
