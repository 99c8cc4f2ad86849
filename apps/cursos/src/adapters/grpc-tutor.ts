import { type ChatbotServiceService, ResolveDuvidaRequest, Resposta } from '@trilha/proto-gen/chatbot';
import type { Client } from '@trilha/service-kit';
import type { PerguntaAoTutor, Tutor } from '../app/ports.js';

export class GrpcTutor implements Tutor<Resposta> {
  constructor(private readonly client: Pick<Client<typeof ChatbotServiceService>, 'resolveDuvida'>) {}

  async responder({ contexto, passagens, ...pergunta }: PerguntaAoTutor, signal: AbortSignal) {
    const request = ResolveDuvidaRequest.fromPartial({
      ...pergunta,
      aulaContexto: contexto,
      passagens: [...passagens],
    });
    return (await this.client.resolveDuvida(request, { signal })).resposta ?? Resposta.create();
  }
}
