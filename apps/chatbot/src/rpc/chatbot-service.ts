import { ChatbotServiceService } from '@trilha/proto-gen/chatbot';
import { bindService, type Implementation, type ServiceBinding, validate } from '@trilha/service-kit';
import type { Casos } from '../app/casos.js';
import { requests, toInteracao, toResposta } from './messages.js';

type Handlers = Implementation<typeof ChatbotServiceService>;

/** ChatbotService over its use cases. */
export function createChatbotService({
  casos,
  getStatus,
}: {
  readonly casos: Casos;
  readonly getStatus: Handlers['getStatus'];
}): ServiceBinding {
  return bindService(ChatbotServiceService, {
    getStatus,

    resolveDuvida: async (request, call) => {
      const interacao = await casos.resolver(validate(requests.resolve, request), call);
      return { resposta: toResposta(interacao) };
    },

    resolveDuvidaStream: async function* (request, call) {
      const { pedido } = validate(requests.resolveStream, request);
      for await (const evento of casos.transmitir(pedido, call)) {
        if ('trecho' in evento) yield { evento: { $case: 'trecho', value: evento.trecho } };
        else yield { evento: { $case: 'resposta', value: toResposta(evento.interacao) } };
      }
    },

    getInteracao: async (request) => {
      const { idInteracao } = validate(requests.byInteraction, request);
      return toInteracao(await casos.buscar(idInteracao));
    },

    listInteracoes: async (request) => {
      const page = await casos.listar(validate(requests.list, request));
      return { interacoes: page.items.map(toInteracao), nextPageToken: page.nextPageToken };
    },

    deleteHistory: async (request) => {
      const { idUsuario } = validate(requests.byUser, request);
      await casos.apagar(idUsuario);
      return {};
    },

    rateAnswer: async (request) => {
      const { idInteracao, nota } = validate(requests.rate, request);
      return toInteracao(await casos.avaliar(idInteracao, nota));
    },

    registerMetrics: async (request, { signal }) => {
      const { idInteracao } = validate(requests.byInteraction, request);
      return { idInteracao, registradaAgora: await casos.registrarMetricas(idInteracao, signal) };
    },
  });
}
