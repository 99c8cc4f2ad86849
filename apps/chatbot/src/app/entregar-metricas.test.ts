import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { type Database, openDatabase } from '@trilha/storage';
import { interacao } from '../adapters/interacoes.contract.js';
import { type ChatbotTables, migrations } from '../adapters/migrations.js';
import { openHistorico } from '../adapters/open-historico.js';
import type { Metrica } from '../domain/interacao.js';
import { createEntregarMetricas } from './entregar-metricas.js';
import { type EventoDeEntrega, type Insights, MetricaRecusada } from './ports.js';

/** Insights in memory, that may be down. */
class LocalInsights implements Insights {
  readonly kept = new Map<string, Metrica>();
  asked = 0;
  down = false;

  async registrar(metrica: Metrica): Promise<boolean> {
    this.asked += 1;
    if (this.down) throw new Error('down');
    if (metrica.modelo === 'errado') throw new MetricaRecusada(new Error('modelo'));
    const isNew = !this.kept.has(metrica.idInteracao);
    this.kept.set(metrica.idInteracao, metrica);
    return isNew;
  }
}

const { signal } = new AbortController();
const clock = new FakeClock();
let database: Database<ChatbotTables>;
let insights: LocalInsights;

beforeEach(async () => {
  database = await openDatabase<ChatbotTables>({ file: ':memory:', migrations });
  insights = new LocalInsights();
});

afterEach(() => database.close());

async function start(howMany: number, modelo = 'bm25-pt') {
  const { fila, interacoes } = openHistorico(database.db, { newId: sequentialIds(), max: 1_000 });
  for (let i = 0; i < howMany; i++) {
    const one = interacao(`i-${String(i).padStart(3, '0')}`);
    await interacoes.guardar({ ...one, resposta: { ...one.resposta, modelo } }, undefined);
  }
  const eventos: EventoDeEntrega[] = [];
  const options = { fila, insights, clock, random: () => 0.5, backoff: { baseMs: 1_000, maxMs: 3_000 } };
  const entrega = createEntregarMetricas({ ...options, aoMudar: (evento) => eventos.push(evento) });
  return { fila, entrega, eventos };
}

it('takes a bounded number at once until nothing waits', async () => {
  const { fila, entrega } = await start(20);
  const taken: number[] = [];
  for (let n = await entrega.work(signal); n > 0; n = await entrega.work(signal)) taken.push(n);
  expect(taken).toEqual([8, 8, 4]);
  expect([insights.kept.size, insights.asked, await fila.contar()]).toEqual([20, 20, 0]);
  expect(await entrega.nextDue()).toBeUndefined();
  expect(entrega.contadores()).toEqual({ entregues: 20, recusadas: 0, falhas: 0 });
});

it('waits longer after each failed round, and up to the longest wait', async () => {
  const { entrega } = await start(1);
  insights.down = true;
  const waits: number[] = [];
  for (let round = 0; round < 4; round++) {
    await entrega.work(signal);
    const due = (await entrega.nextDue()) ?? new Date(0);
    waits.push(due.getTime() - clock.now().getTime());
    clock.set(due.toISOString());
  }
  expect(waits).toEqual([500, 1_000, 1_500, 1_500]);
});

it('leaves insights alone until the wait is over, whatever is new', async () => {
  const { entrega } = await start(1);
  insights.down = true;
  await entrega.work(signal);
  clock.advance(499);
  expect(await entrega.work(signal)).toBe(0);
  expect(insights.asked).toBe(1);
  clock.advance(1);
  insights.down = false;
  expect(await entrega.work(signal)).toBe(1);
});

it('tells once that insights does not take measures, and once that it does again', async () => {
  const { entrega, eventos } = await start(2);
  insights.down = true;
  for (let round = 0; round < 3; round++) {
    await entrega.work(signal);
    clock.advance(3_000);
  }
  insights.down = false;
  await entrega.work(signal);
  expect(eventos).toEqual([{ evento: 'parou', pendentes: 2 }, { evento: 'voltou' }]);
  expect(entrega.contadores()).toEqual({ entregues: 2, recusadas: 0, falhas: 6 });
});

it('takes off and counts what insights refuses for good', async () => {
  const { fila, entrega, eventos } = await start(1, 'errado');
  expect(await entrega.work(signal)).toBe(1);
  expect(await fila.contar()).toBe(0);
  expect(entrega.contadores().recusadas).toBe(1);
  expect(eventos).toMatchObject([{ evento: 'recusada', idInteracao: 'i-000' }]);
});

it('counts no failure when the process is stopping', async () => {
  const { fila, entrega } = await start(1);
  insights.down = true;
  await entrega.work(AbortSignal.abort());
  expect(entrega.contadores().falhas).toBe(0);
  expect(await fila.contar()).toBe(1);
});
