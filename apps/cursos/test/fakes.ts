import { ChatbotServiceService, type ResolveDuvidaRequest, Resposta } from '@trilha/proto-gen/chatbot';
import { type GetMediaRequest, Midia, MidiaServiceService } from '@trilha/proto-gen/midia';
import {
  Notificacao,
  NotificacoesServiceService,
  type SendNotificationRequest,
} from '@trilha/proto-gen/notificacoes';
import {
  bindService,
  type Definition,
  type Implementation,
  type RunningService,
  startService,
} from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { everyoneIs, silentLog, testServerConfig } from '@trilha/service-kit/testing';

/** The services that cursos calls, as real servers that keep what they are asked. */
export interface FakeServices {
  readonly notificadas: SendNotificationRequest[];
  /** Resolves when so many notifications with keys of their own have come. */
  quandoNotificadas(total: number): Promise<void>;
  readonly perguntas: ResolveDuvidaRequest[];
  readonly pedidosDeMidia: GetMediaRequest[];
  /** Requests to notificacoes that fail before it answers again. */
  falhar(vezes: number): void;
  readonly targets: Readonly<Record<'midia' | 'chatbot' | 'notificacoes', string>>;
  close(): Promise<void>;
}

export async function startFakeServices(): Promise<FakeServices> {
  const notificadas: SendNotificationRequest[] = [];
  const perguntas: ResolveDuvidaRequest[] = [];
  const pedidosDeMidia: GetMediaRequest[] = [];
  let falhas = 0;
  let onNotified = (): void => {};
  const notificacoes = await serve(NotificacoesServiceService, {
    sendNotification: async (request: SendNotificationRequest) => {
      if (falhas > 0) {
        falhas -= 1;
        throw new DomainError('unavailable', 'TESTE', 'fora do ar');
      }
      const known = notificadas.findIndex(({ requestId }) => requestId === request.requestId);
      if (known === -1) notificadas.push(request);
      onNotified();
      return Notificacao.fromPartial({ id: `n-${known === -1 ? notificadas.length : known + 1}` });
    },
  });
  const chatbot = await serve(ChatbotServiceService, {
    resolveDuvida: async (request: ResolveDuvidaRequest) => {
      perguntas.push(request);
      const passagem = request.passagens.find(({ texto }) => texto.includes(request.duvida));
      const encontrou = passagem !== undefined || request.aulaContexto.includes(request.duvida);
      return {
        resposta: Resposta.fromPartial({ texto: 'Resposta', encontrou, idPassagem: passagem?.id ?? '' }),
      };
    },
  });
  const midia = await serve(MidiaServiceService, {
    getMedia: async (request: GetMediaRequest) => {
      pedidosDeMidia.push(request);
      return { midias: [Midia.fromPartial({ id: 'm-1', idCurso: request.idCurso })], nextPageToken: 'p2' };
    },
  });
  return {
    notificadas,
    quandoNotificadas: (total) =>
      new Promise((resolve) => {
        onNotified = () => {
          if (notificadas.length >= total) resolve();
        };
        onNotified();
      }),
    perguntas,
    pedidosDeMidia,
    falhar: (vezes) => {
      falhas = vezes;
    },
    targets: {
      midia: `127.0.0.1:${midia.port}`,
      chatbot: `127.0.0.1:${chatbot.port}`,
      notificacoes: `127.0.0.1:${notificacoes.port}`,
    },
    close: async () => {
      await Promise.all([notificacoes.close(), chatbot.close(), midia.close()]);
    },
  };
}

/** A server of some methods; GetStatus answers, the others refuse. */
function serve<D extends Definition>(
  definition: D,
  methods: Partial<Implementation<D>>,
): Promise<RunningService> {
  const rest = Object.keys(definition).map((name) => [
    name,
    async () => {
      if (name === 'getStatus') return { servico: 'teste', dependencias: [], medidas: {} };
      throw new DomainError('precondition', 'TESTE', `${name} is not part of this test`);
    },
  ]);
  const handlers = { ...Object.fromEntries(rest), ...methods } as Implementation<D>;
  const services = [bindService(definition, handlers)];
  return startService({
    gatekeeper: everyoneIs(),
    server: { ...testServerConfig, reflectionEnabled: false },
    log: silentLog,
    services,
  });
}
