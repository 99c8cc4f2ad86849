import { ResolveDuvidaRequest, type Resposta } from '@trilha/proto-gen/chatbot';
import { ErrorInfo } from '@trilha/proto-gen/rpc';
import { RemoteError, statusDetailsOf } from '@trilha/service-kit';
import { FakeGemini } from './fake-gemini.js';
import { FakeInsights } from './fake-insights.js';
import { type ChatbotOptions, type RunningChatbot, startChatbot } from './start-chatbot.js';

export const AULA =
  'A fotossíntese ocorre nos cloroplastos das células vegetais. A raiz absorve água do solo. ' +
  'O caule leva a água da raiz até as folhas.';

const running: { close(): Promise<void> }[] = [];

/** Closes what was started, the last first. */
export async function closeAll(): Promise<void> {
  for (const one of running.splice(0).reverse()) await one.close();
}

export async function start(options?: ChatbotOptions): Promise<RunningChatbot> {
  const chatbot = await startChatbot(options);
  running.push(chatbot);
  return chatbot;
}

export async function startGemini(): Promise<FakeGemini> {
  const server = await FakeGemini.start();
  running.push(server);
  return server;
}

export async function startInsights(): Promise<FakeInsights> {
  const insights = new FakeInsights();
  await insights.open();
  running.push(insights);
  return insights;
}

const pedido = (fields: Partial<ResolveDuvidaRequest> = {}) =>
  ResolveDuvidaRequest.fromPartial({
    aulaContexto: AULA,
    duvida: 'Onde ocorre a fotossíntese?',
    idUsuario: 'aluno-1',
    idCurso: 'botanica',
    idAula: 'folhas',
    ...fields,
  });

export async function ask(
  { client }: RunningChatbot,
  fields?: Partial<ResolveDuvidaRequest>,
  timeoutMs?: number,
): Promise<Resposta> {
  const { resposta } = await client.resolveDuvida(pedido(fields), { timeoutMs });
  if (resposta === undefined) throw new Error('no answer');
  return resposta;
}

export async function stream({ client }: RunningChatbot, fields?: Partial<ResolveDuvidaRequest>) {
  const trechos: string[] = [];
  const respostas: Resposta[] = [];
  let error: unknown;
  try {
    for await (const { evento } of client.resolveDuvidaStream({ pedido: pedido(fields) })) {
      if (evento?.$case === 'trecho') trechos.push(evento.value);
      if (evento?.$case === 'resposta') respostas.push(evento.value);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { trechos, respostas, error };
}

export const lista = { idUsuario: 'aluno-1', idConversa: '', pageSize: 0, pageToken: '' };
export const historyOf = async ({ client }: RunningChatbot) =>
  (await client.listInteracoes(lista)).interacoes;

/** The reason in the google.rpc details of a failed call. */
export function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof RemoteError)) return undefined;
  const info = statusDetailsOf(error.metadata)?.details.find(({ typeUrl }) => typeUrl.endsWith('ErrorInfo'));
  return info && ErrorInfo.decode(info.value).reason;
}
