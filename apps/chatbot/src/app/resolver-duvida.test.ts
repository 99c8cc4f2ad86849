import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { type Database, openDatabase } from '@trilha/storage';
import { type ChatbotTables, migrations } from '../adapters/migrations.js';
import { OfflineTutor } from '../adapters/offline-tutor.js';
import { openHistorico } from '../adapters/open-historico.js';
import type { Resposta } from '../domain/interacao.js';
import type { Tutor } from './ports.js';
import { createResolverDuvida, type EventoDeResposta, type PedidoDeResposta } from './resolver-duvida.js';
import { createResponderComReserva } from './responder-com-reserva.js';

const pedido: PedidoDeResposta = {
  duvida: 'O que a raiz absorve?',
  aulaContexto: 'A raiz absorve água do solo.',
  passagens: [],
  idUsuario: 'aluno-1',
  idCurso: '',
  idAula: '',
  idConversa: '',
  requestId: '',
};
const chamada = { signal: new AbortController().signal, deadline: undefined };
const DAY_MS = 24 * 60 * 60 * 1000;

const clock = new FakeClock();
let database: Database<ChatbotTables>;

beforeEach(async () => {
  database = await openDatabase<ChatbotTables>({ file: ':memory:', migrations });
});

afterEach(() => database.close());

function start(offline: Tutor = new OfflineTutor()) {
  const { interacoes, fila } = openHistorico(database.db, { newId: sequentialIds(), max: 10 });
  const tutores = createResponderComReserva({
    gemini: undefined,
    offline,
    seletor: new OfflineTutor(),
    clock,
  });
  let ms = 0;
  const cronometro = () => {
    ms += 7;
    return ms;
  };
  const options = { tutores, interacoes, clock, cronometro, newId: sequentialIds('i'), aoGuardar: () => {} };
  return { ...createResolverDuvida(options), interacoes, fila };
}

/** A tutor that claims to quote what no passage says. */
class LyingTutor implements Tutor {
  private readonly resposta: Resposta = {
    texto: 'Vinho.',
    encontrou: true,
    tutor: 'offline',
    modelo: 'x',
    citacoes: [{ idPassagem: 'aula_contexto', texto: 'A raiz absorve vinho', inicio: 0, fim: 20 }],
    idPassagem: 'aula_contexto',
    tokensEntrada: 0,
    tokensSaida: 0,
  };

  async responder() {
    return this.resposta;
  }

  async *transmitir() {
    yield { resposta: this.resposta };
  }
}

const read = async (events: AsyncIterable<EventoDeResposta>) => {
  const all: EventoDeResposta[] = [];
  for await (const event of events) all.push(event);
  return all;
};

describe('resolver duvida', () => {
  it('keeps the answer, with its time and its measures, before it gives it', async () => {
    const { resolver, interacoes, fila } = start();
    const one = await resolver(pedido, chamada);
    expect(await interacoes.buscar(one.id)).toEqual(one);
    expect(one).toMatchObject({ latenciaMs: 7, respondidaEm: clock.now(), motivoOffline: 'SEM_CHAVE' });
    expect((await fila.buscar(one.id))?.metrica).toMatchObject({ latenciaMs: 7, encontrou: true });
  });

  it('gives no answer whose citation is not verbatim, and keeps none', async () => {
    const { resolver, transmitir, fila } = start(new LyingTutor());
    await expect(resolver(pedido, chamada)).rejects.toThrow('not verbatim');
    await expect(read(transmitir(pedido, chamada))).rejects.toThrow('not verbatim');
    expect(await fila.contar()).toBe(0);
  });

  it('answers a request id anew after a day', async () => {
    const { resolver } = start();
    const keyed = { ...pedido, requestId: 'p-1' };
    const first = await resolver(keyed, chamada);
    clock.advance(DAY_MS - 1);
    expect((await resolver(keyed, chamada)).id).toBe(first.id);
    clock.advance(1);
    expect((await resolver({ ...keyed, duvida: 'Outra coisa?' }, chamada)).id).not.toBe(first.id);
  });

  it('lets the next in when a stream is left in the middle', async () => {
    const { resolver, transmitir } = start();
    const keyed = { ...pedido, requestId: 'p-1' };
    for await (const _event of transmitir(keyed, chamada)) break;
    expect((await resolver(keyed, chamada)).resposta.encontrou).toBe(true);
  });

  it('answers from the passages when the text of the lesson is blank', async () => {
    const { resolver } = start();
    const passagens = [{ id: 'solo', titulo: 'Solo', texto: 'A raiz absorve sais.' }];
    const { resposta } = await resolver({ ...pedido, aulaContexto: ' ', passagens }, chamada);
    expect(resposta.idPassagem).toBe('solo');
  });
});
