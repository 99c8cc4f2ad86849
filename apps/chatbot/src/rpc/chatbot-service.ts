import { ChatbotServiceService } from '@trilha/proto-gen/chatbot';
import {
  bindService,
  type CallContext,
  type Implementation,
  type ServiceBinding,
  validate,
} from '@trilha/service-kit';
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
  /** Reads an interaction that the caller may see. */
  const suaInteracao = async (idInteracao: string, call: CallContext) => {
    const interacao = await casos.buscar(idInteracao);
    call.requireOwner(interacao.idUsuario);
    return interacao;
  };

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

    getInteracao: async (request, call) => {
      const { idInteracao } = validate(requests.byInteraction, request);
      return toInteracao(await suaInteracao(idInteracao, call));
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

    rateAnswer: async (request, call) => {
      const { idInteracao, nota } = validate(requests.rate, request);
      await suaInteracao(idInteracao, call);
      return toInteracao(await casos.avaliar(idInteracao, nota));
    },

    registerMetrics: async (request, call) => {
      const { idInteracao } = validate(requests.byInteraction, request);
      await suaInteracao(idInteracao, call);
      return { idInteracao, registradaAgora: await casos.registrarMetricas(idInteracao, call.signal) };
    },
  });
}
