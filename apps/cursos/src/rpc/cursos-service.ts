import type { Resposta } from '@trilha/proto-gen/chatbot';
import { CursosServiceService, SendNotificationResponse } from '@trilha/proto-gen/cursos';
import type { Midia } from '@trilha/proto-gen/midia';
import { bindService, type Implementation, type ServiceBinding, validate } from '@trilha/service-kit';
import type { Casos } from '../app/casos.js';
import { validateUpdate } from './masks.js';
import { toAula, toCurso, toEvento, toInscricao, toModulo } from './messages.js';
import { requests, updates } from './requests.js';

type Handlers = Implementation<typeof CursosServiceService>;

export interface CursosServiceOptions {
  readonly casos: Casos<Midia, Resposta>;
  readonly getStatus: Handlers['getStatus'];
}

/** CursosService over its use cases. */
export function createCursosService({ casos, getStatus }: CursosServiceOptions): ServiceBinding {
  const handlers: Handlers = {
    getStatus,
    ...coursesOf(casos),
    ...modulesAndLessonsOf(casos),
    ...enrolmentsOf(casos),
    ...otherServicesOf(casos),
  };
  return bindService(CursosServiceService, handlers);
}

const coursesOf = (casos: CursosServiceOptions['casos']) =>
  ({
    listCursos: async (request) => {
      const { items, nextPageToken, total } = await casos.listarCursos(
        validate(requests.listCursos, request),
      );
      return {
        cursos: items.map(({ curso, totalAulas }) => toCurso(curso, totalAulas)),
        nextPageToken,
        total,
      };
    },

    getCurso: async (request) => {
      const { idCurso, incluirRascunhos } = validate(requests.getCurso, request);
      return toCurso(await casos.verCurso(idCurso, incluirRascunhos));
    },

    createCurso: async (request) => {
      const { curso, requestId } = validate(requests.createCurso, request);
      return toCurso(await casos.criarCurso(curso, requestId));
    },

    updateCurso: async (request) => {
      const { ids, mudancas } = validateUpdate('curso', updates.curso, request);
      return toCurso(await casos.alterarCurso(ids.id, mudancas));
    },

    deleteCurso: async (request) => {
      await casos.excluirCurso(validate(requests.deleteCurso, request).idCurso);
      return {};
    },
  }) satisfies Partial<Handlers>;

const modulesAndLessonsOf = (casos: CursosServiceOptions['casos']) =>
  ({
    createModulo: async (request) => {
      const { modulo, requestId } = validate(requests.createModulo, request);
      const { idCurso, posicao, ...novo } = modulo;
      return toModulo(await casos.criarModulo({ idCurso, modulo: novo, posicao, requestId }));
    },

    updateModulo: async (request) => {
      const { ids, mudancas } = validateUpdate('modulo', updates.modulo, request);
      return toModulo(await casos.alterarModulo(ids.idCurso, ids.id, mudancas));
    },

    deleteModulo: async (request) => {
      const { idCurso, idModulo } = validate(requests.deleteModulo, request);
      await casos.excluirModulo(idCurso, idModulo);
      return {};
    },

    getAula: async (request) => {
      const { idCurso, idAula, incluirRascunhos } = validate(requests.getAula, request);
      return toAula(idCurso, await casos.verAula(idCurso, idAula, incluirRascunhos));
    },

    createAula: async (request) => {
      const { aula, requestId } = validate(requests.createAula, request);
      const { idCurso, idModulo, posicao, ...nova } = aula;
      return toAula(idCurso, await casos.criarAula({ idCurso, idModulo, aula: nova, posicao, requestId }));
    },

    updateAula: async (request) => {
      const { ids, mudancas } = validateUpdate('aula', updates.aula, request);
      return toAula(ids.idCurso, await casos.alterarAula(ids.idCurso, ids.id, mudancas));
    },

    deleteAula: async (request) => {
      const { idCurso, idAula } = validate(requests.deleteAula, request);
      await casos.excluirAula(idCurso, idAula);
      return {};
    },
  }) satisfies Partial<Handlers>;

const enrolmentsOf = (casos: CursosServiceOptions['casos']) =>
  ({
    enrollUser: async (request) => {
      const { idCurso, idUsuario } = validate(requests.enrolment, request);
      return toInscricao(await casos.inscreverAluno(idCurso, idUsuario));
    },

    leaveCourse: async (request) => {
      const { idCurso, idUsuario } = validate(requests.enrolment, request);
      return toInscricao(await casos.cancelarInscricao(idCurso, idUsuario));
    },

    listEnrollmentHistory: async (request) => {
      const { idCurso, idUsuario } = validate(requests.enrolment, request);
      return { eventos: (await casos.historico(idCurso, idUsuario)).map(toEvento) };
    },

    getUserCourses: async (request) => {
      const { items, nextPageToken } = await casos.cursosDoUsuario(
        validate(requests.getUserCourses, request),
      );
      return { inscricoes: items.map(toInscricao), nextPageToken };
    },

    recordProgress: async (request) => {
      const { idCurso, idUsuario, ...aula } = validate(requests.recordProgress, request);
      return toInscricao(await casos.registrarProgresso(idCurso, idUsuario, aula));
    },
  }) satisfies Partial<Handlers>;

const otherServicesOf = (casos: CursosServiceOptions['casos']) =>
  ({
    getCourseMedia: (request, { signal }) =>
      casos.consultarMidias(validate(requests.getCourseMedia, request), signal),

    askQuestion: (request, { signal }) => {
      const { aulaContexto: contexto, ...pedido } = validate(requests.askQuestion, request);
      return casos.tirarDuvida({ ...pedido, contexto }, signal);
    },

    sendNotification: async (request, { signal }) => {
      const { enviadas, enviadaEm, requestId } = await casos.notificarAlunos(
        validate(requests.sendNotification, request),
        signal,
      );
      return SendNotificationResponse.fromPartial({ enviadas: [...enviadas], enviadaEm, requestId });
    },
  }) satisfies Partial<Handlers>;
