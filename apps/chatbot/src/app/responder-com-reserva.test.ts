import { FakeClock } from '@trilha/service-kit/testing';
import { FakeGemini, gemini } from '../../test/support/fake-gemini.js';
import { GeminiTutor } from '../adapters/gemini-tutor.js';
import { OfflineTutor } from '../adapters/offline-tutor.js';
import type { MotivoOffline } from '../domain/interacao.js';
import type { Pergunta } from './ports.js';
import { createResponderComReserva } from './responder-com-reserva.js';

const passagens = [
  { id: 'mar', titulo: '', texto: 'O mar tem ondas altas.' },
  { id: 'raiz', titulo: '', texto: 'A raiz absorve água do solo.' },
];
const pergunta: Pergunta = { duvida: 'O que a raiz absorve?', passagens, conversa: [] };
const clock = new FakeClock();
const em = (ms: number) => new Date(clock.now().getTime() + ms);
const says = gemini.says({
  encontrou: true,
  resposta: 'Água.',
  citacoes: [{ id_passagem: 'raiz', trecho: 'A raiz absorve água do solo.' }],
});

let server: FakeGemini;
let motivos: MotivoOffline[];

beforeEach(async () => {
  server = await FakeGemini.start();
  motivos = [];
});

afterEach(() => server.close());

const tutores = (geminiMaxCaracteres?: number, configured = true) =>
  createResponderComReserva({
    gemini: configured
      ? new GeminiTutor({ apiKey: 'k', model: 'm', baseUrl: server.url, timeoutMs: 2_000 })
      : undefined,
    offline: new OfflineTutor(),
    seletor: new OfflineTutor(),
    clock,
    geminiMaxCaracteres,
    aoRecuar: (motivo) => motivos.push(motivo),
  });
const chamada = (deadline?: Date) => ({ signal: new AbortController().signal, deadline });

const passagesAsked = (): string[] => {
  const data = JSON.parse(server.requests[0]?.user.split(/=====[^=]+=====/)[1] ?? '{}');
  return data.passagens.map(({ id }: { id: string }) => id);
};

describe('responder com reserva', () => {
  it('gives the language model all passages when they are few', async () => {
    server.answers(says);
    const { resposta, motivoOffline } = await tutores().responder(pergunta, chamada());
    expect([resposta.tutor, motivoOffline]).toEqual(['gemini', '']);
    expect(passagesAsked()).toEqual(['mar', 'raiz']);
  });

  it('gives it the nearest ones when they are more than it should read', async () => {
    server.answers(says);
    await tutores(40).responder(pergunta, chamada());
    expect(passagesAsked()).toEqual(['raiz']);
  });

  it('lets the offline tutor choose among all when the language model fails', async () => {
    server.answers(gemini.fails(400));
    const { resposta, motivoOffline } = await tutores(40).responder(pergunta, chamada());
    expect([resposta.tutor, resposta.idPassagem, motivoOffline]).toEqual([
      'offline',
      'raiz',
      'PEDIDO_RECUSADO',
    ]);
    expect(motivos).toEqual(['PEDIDO_RECUSADO']);
  });

  it.each([699, 0, -1_000])('asks nobody over the network with %s ms left', async (ms) => {
    const { resposta, motivoOffline } = await tutores().responder(pergunta, chamada(em(ms)));
    expect([resposta.tutor, motivoOffline]).toEqual(['offline', 'TEMPO_ESGOTADO']);
    expect(server.requests).toHaveLength(0);
  });

  it('asks with time enough', async () => {
    server.answers(says);
    const { resposta } = await tutores().responder(pergunta, chamada(em(2_000)));
    expect(resposta.tutor).toBe('gemini');
  });

  it('does not tell of a fall back where no language model is configured', async () => {
    const { motivoOffline } = await tutores(undefined, false).responder(pergunta, chamada());
    expect([motivoOffline, motivos]).toEqual(['SEM_CHAVE', []]);
  });

  it('answers nothing for a caller that has gone', async () => {
    const gone = { signal: AbortSignal.abort(), deadline: undefined };
    await expect(tutores().responder(pergunta, gone)).rejects.toMatchObject({ name: 'AbortError' });
    expect(motivos).toEqual([]);
  });
});
