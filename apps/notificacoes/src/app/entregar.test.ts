import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { type Database, openDatabase } from '@trilha/storage';
import { migrations, type NotificacoesTables } from '../adapters/migrations.js';
import { SinalLocal } from '../adapters/sinal-local.js';
import { SqlEntregas } from '../adapters/sql-entregas.js';
import { SqlNotificacoes } from '../adapters/sql-notificacoes.js';
import { type Casos, createCasos } from './casos.js';
import { createEntregar } from './entregar.js';
import { type CanalDeSaida, FalhaDeEntrega } from './ports.js';

/** A channel whose answers a test decides, one an attempt; the last one stays. */
class RoteiroCanal implements CanalDeSaida {
  readonly canal = 'webhook';
  readonly attempts: string[] = [];
  answers: (FalhaDeEntrega | 'ok' | 'espera')[] = ['ok'];

  async enviar({ entrega }: Parameters<CanalDeSaida['enviar']>[0], signal: AbortSignal): Promise<void> {
    this.attempts.push(entrega.id);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (answer instanceof FalhaDeEntrega) throw answer;
    if (answer === 'espera') {
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
  }
}

const passing = new FalhaDeEntrega('caiu', { permanente: false });
const NOVA = {
  idUsuario: 'aluno-1',
  titulo: 'Oi',
  mensagem: 'Olá',
  tipo: 'geral',
  dados: {},
  canais: [],
  convite: '',
  requestId: '',
};

describe('createEntregar', () => {
  const never = new AbortController().signal;
  let database: Database<NotificacoesTables>;
  let clock: FakeClock;
  let canal: RoteiroCanal;
  let casos: Casos;
  let entregar: (signal: AbortSignal) => Promise<number>;

  beforeEach(async () => {
    database = await openDatabase<NotificacoesTables>({ file: ':memory:', migrations });
    clock = new FakeClock();
    canal = new RoteiroCanal();
    const entregas = new SqlEntregas(database.db);
    const notificacoes = new SqlNotificacoes(database.db);
    const novidades = new SinalLocal();
    casos = createCasos({
      notificacoes,
      entregas,
      clock,
      newId: sequentialIds(),
      canais: [canal],
      novidades,
    });
    const options = { entregas, canais: [canal], clock, maxAttempts: 3, attemptTimeoutMs: 1_000 };
    entregar = createEntregar({ ...options, random: () => 0.5 });
  });

  afterEach(() => database.close());

  const webhookOf = async (id: string) =>
    (await casos.buscar(id)).entregas.find((entrega) => entrega.canal === 'webhook');

  it('delivers what is due, once', async () => {
    const { id } = await casos.enviar(NOVA);
    expect([await entregar(never), await entregar(never)]).toEqual([1, 0]);
    expect(await webhookOf(id)).toMatchObject({
      situacao: 'entregue',
      tentativas: 1,
      entregueEm: clock.now(),
    });
  });

  it('tries again after a wait that grows', async () => {
    canal.answers = [passing, passing, 'ok'];
    const { id } = await casos.enviar(NOVA);
    await entregar(never);
    expect(await webhookOf(id)).toMatchObject({ situacao: 'pendente', tentativas: 1, ultimoErro: 'caiu' });
    clock.advance(499);
    expect(await entregar(never)).toBe(0);
    clock.advance(1);
    expect(await entregar(never)).toBe(1);
    clock.advance(1_000);
    await entregar(never);
    expect(await webhookOf(id)).toMatchObject({ situacao: 'entregue', tentativas: 3 });
  });

  it('gives up after the last attempt, and starts anew when asked', async () => {
    canal.answers = [passing];
    const { id } = await casos.enviar(NOVA);
    for (let i = 0; i < 5; i++) {
      await entregar(never);
      clock.advance(60_000);
    }
    expect(canal.attempts).toHaveLength(3);
    const [dead] = (await casos.listarMortas(0, '')).items;
    expect(dead).toMatchObject({ notificacao: { id }, entrega: { situacao: 'morta', tentativas: 3 } });
    canal.answers = ['ok'];
    await casos.reenviar(dead?.entrega.id ?? '');
    await entregar(never);
    expect(await webhookOf(id)).toMatchObject({ situacao: 'entregue', tentativas: 1 });
    expect((await casos.listarMortas(0, '')).items).toEqual([]);
  });

  it('gives up at once on a failure that will not pass', async () => {
    canal.answers = [new FalhaDeEntrega('recusado', { permanente: true })];
    const { id } = await casos.enviar(NOVA);
    await entregar(never);
    expect(await webhookOf(id)).toMatchObject({ situacao: 'morta', ultimoErro: 'recusado' });
  });

  it('lets one that fails not hold up the others', async () => {
    canal.answers = [new FalhaDeEntrega('recusado', { permanente: true }), 'ok'];
    const ids = [(await casos.enviar(NOVA)).id, (await casos.enviar(NOVA)).id];
    await entregar(never);
    const states = await Promise.all(ids.map(async (id) => (await webhookOf(id))?.situacao));
    expect(states.sort()).toEqual(['entregue', 'morta']);
  });

  it('leaves what it was cut in to the next start', async () => {
    canal.answers = ['espera'];
    const { id } = await casos.enviar(NOVA);
    const stop = new AbortController();
    const cut = entregar(stop.signal);
    while (canal.attempts.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await cut;
    expect(await webhookOf(id)).toMatchObject({ situacao: 'pendente', tentativas: 1 });
    canal.answers = ['ok'];
    clock.advance(60_000);
    await entregar(never);
    expect(await webhookOf(id)).toMatchObject({ situacao: 'entregue' });
  });

  it('refuses to revive what is not dead', async () => {
    const { id } = await casos.enviar(NOVA);
    const entrega = await webhookOf(id);
    await expect(casos.reenviar(entrega?.id ?? '')).rejects.toMatchObject({ reason: 'ENTREGA_VIVA' });
    await expect(casos.reenviar('nenhuma')).rejects.toMatchObject({ reason: 'ENTREGA_NAO_ENCONTRADA' });
  });
});
