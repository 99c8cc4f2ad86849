import { HttpBody } from '@trilha/proto-gen/api';
import {
  GetAnswerQualityResponse,
  InsightsServiceService,
  type InsightsServiceService as Service,
} from '@trilha/proto-gen/insights';
import {
  bindService,
  durationOf,
  type Implementation,
  type ServiceBinding,
  validate,
} from '@trilha/service-kit';
import type { createConsultar } from '../app/consultar.js';
import type { createRegistrar } from '../app/registrar.js';
import { toCsv } from './csv.js';
import { requests, toMetricaMessage } from './messages.js';

type Casos = ReturnType<typeof createRegistrar> & ReturnType<typeof createConsultar>;
type Handlers = Implementation<typeof Service>;

/** InsightsService over its use cases. */
export function createInsightsService({
  casos,
  getStatus,
}: {
  readonly casos: Casos;
  readonly getStatus: Handlers['getStatus'];
}): ServiceBinding {
  return bindService(InsightsServiceService, {
    getStatus,

    registerMetrics: async (request) => {
      const { metrica } = validate(requests.registerMetrics, request);
      const novas = await casos.registrar([metrica]);
      return { idInteracao: metrica.idInteracao, registradaAgora: novas === 1 };
    },

    batchRegisterMetrics: async (request) => {
      const { metricas } = validate(requests.batchRegisterMetrics, request);
      return { recebidas: metricas.length, registradasAgora: await casos.registrar(metricas) };
    },

    getMetric: async (request) => {
      const { idInteracao } = validate(requests.byInteraction, request);
      return toMetricaMessage(await casos.buscar(idInteracao));
    },

    rateInteraction: async (request) => {
      const { idInteracao, nota } = validate(requests.rateInteraction, request);
      return toMetricaMessage(await casos.avaliar(idInteracao, nota));
    },

    listQuestionCounts: async (request) => {
      const page = await casos.contarPerguntas(validate(requests.listQuestionCounts, request));
      return {
        linhas: page.items.map(({ perguntas, ...linha }) => ({ ...linha, perguntas: BigInt(perguntas) })),
        nextPageToken: page.nextPageToken,
        total: BigInt(page.total),
      };
    },

    listActiveLearners: async (request) => {
      const { filtro, periodo } = validate(requests.listActiveLearners, request);
      const linhas = await casos.alunosAtivos(filtro, periodo);
      return {
        linhas: linhas.map(({ inicio, alunos, perguntas }) => ({
          inicio,
          alunos: BigInt(alunos),
          perguntas: BigInt(perguntas),
        })),
      };
    },

    getAnswerQuality: async (request) => {
      const { filtro } = validate(requests.filtered, request);
      const { latenciaP50Ms, latenciaP95Ms, ...qualidade } = await casos.qualidade(filtro);
      return GetAnswerQualityResponse.fromPartial({
        ...qualidade,
        respostas: BigInt(qualidade.respostas),
        avaliadas: BigInt(qualidade.avaliadas),
        latenciaP50: latenciaP50Ms === undefined ? undefined : durationOf(latenciaP50Ms),
        latenciaP95: latenciaP95Ms === undefined ? undefined : durationOf(latenciaP95Ms),
      });
    },

    exportMetrics: async function* (request) {
      const { filtro } = validate(requests.filtered, request);
      let contentType = 'text/csv; charset=utf-8; header=present';
      for await (const data of toCsv(casos.percorrer(filtro))) {
        yield HttpBody.fromPartial({ contentType, data });
        contentType = '';
      }
    },
  });
}
