import { ChatbotServiceService } from '@trilha/proto-gen/chatbot';
import { MidiaServiceService } from '@trilha/proto-gen/midia';
import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import { type ClientOptions, createClient, probeOf } from '@trilha/service-kit';
import { GrpcMidias } from './grpc-midias.js';
import { GrpcNotificacoes } from './grpc-notificacoes.js';
import { GrpcTutor } from './grpc-tutor.js';

type OptionsOf = (name: 'midia' | 'chatbot' | 'notificacoes') => ClientOptions;

/** Clients of the services that cursos calls; it goes on without any of them. */
export function connectServices(optionsOf: OptionsOf) {
  const midia = createClient(MidiaServiceService, optionsOf('midia'));
  const chatbot = createClient(ChatbotServiceService, optionsOf('chatbot'));
  const notificacoes = createClient(NotificacoesServiceService, optionsOf('notificacoes'));
  return {
    midias: new GrpcMidias(midia),
    tutor: new GrpcTutor(chatbot),
    notificacoes: new GrpcNotificacoes(notificacoes),
    probes: [midia, chatbot, notificacoes].map((client) => probeOf(client)),
    close: (): void => {
      for (const client of [midia, chatbot, notificacoes]) client.close();
    },
  };
}
