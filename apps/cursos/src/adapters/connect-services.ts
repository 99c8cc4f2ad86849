import { ChatbotServiceService } from '@trilha/proto-gen/chatbot';
import { MidiaServiceService } from '@trilha/proto-gen/midia';
import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import { type Client, type Definition, probeOf } from '@trilha/service-kit';
import { GrpcMidias } from './grpc-midias.js';
import { GrpcNotificacoes } from './grpc-notificacoes.js';
import { GrpcTutor } from './grpc-tutor.js';

type Name = 'midia' | 'chatbot' | 'notificacoes';
type Connect = <const D extends Definition>(definition: D, name: Name) => Client<D>;

/** Clients of the services that cursos calls; it goes on without any of them. */
export function connectServices(connect: Connect) {
  const midia = connect(MidiaServiceService, 'midia');
  const chatbot = connect(ChatbotServiceService, 'chatbot');
  const notificacoes = connect(NotificacoesServiceService, 'notificacoes');
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
