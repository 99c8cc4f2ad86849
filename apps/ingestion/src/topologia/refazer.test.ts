import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage, SegmentedLog, systemClock } from '@trilha/pipeline';
import { Cambio } from '../domain/cambio.js';
import { MOEDAS } from '../domain/evento.js';
import { escreverRotulo, escreverTransacao, TIPO } from '../registro/registro.js';
import { AnaliseLocal } from './analise-local.js';
import { LogAte } from './log-ate.js';
import { type Refeito, refazer } from './refazer.js';

const REGISTROS = 600;
const cambio = (dolar: number): Cambio =>
  new Cambio(
    [
      { dia: 0, moeda: 'USD', taxa: dolar },
      { dia: 0, moeda: 'EUR', taxa: 6 },
    ],
    MOEDAS,
  );

let pasta: string;
let log: SegmentedLog;

beforeEach(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'trilha-refazer-'));
  log = await SegmentedLog.open(await FolderStorage.open(join(pasta, 'log')));
  await log.append(Array.from({ length: REGISTROS }, (_, i) => registro(i)));
});
afterEach(async () => {
  await log.close();
  await rm(pasta, { recursive: true, force: true });
});

/** Two transactions, then the label of the first of them. */
function registro(i: number): Buffer {
  const recebidoMs = Date.UTC(2026, 0, 1) + i * 1_000;
  const comum = { eventId: `e-${i}`, recebidoMs, emitidoMs: undefined };
  if (i % 3 === 2) {
    const rotulo = { transacaoEventId: `e-${i - 2}`, suspeita: i % 2 === 0, offset: i - 2, conhecido: false };
    return escreverRotulo({ tipo: TIPO.rotulo, ...comum }, { tipo: 'rotulo', ...rotulo });
  }
  return escreverTransacao(
    { tipo: TIPO.transacao, ...comum },
    {
      tipo: 'transacao',
      id: `t-${i}`,
      clienteId: `c-${i % 7}`,
      dataMs: recebidoMs,
      valorCentavos: 100 + ((i * 7_919) % 50_000),
      moeda: i % 5 === 0 ? 'USD' : 'BRL',
      categoria: undefined,
      suspeita: undefined,
      estabelecimento: `loja ${i % 11}`,
    },
  );
}

/** Analyses the log up to there, as the service does. */
async function analisar(ate: number, dolar = 5): Promise<void> {
  let chegar = (): void => {};
  const chegou = new Promise<void>((resolve) => {
    chegar = resolve;
  });
  const analise = await AnaliseLocal.abrir({
    pasta: join(pasta, 'analise'),
    log: new LogAte(log, ate),
    cambio: cambio(dolar),
    clock: systemClock,
    checkpointEventos: 50,
    checkpointMs: 1,
    finalizado: (offset) => {
      if (offset >= ate) chegar();
    },
  });
  await chegou;
  await analise.close();
}

const conferir = (): Promise<Refeito> =>
  refazer({
    pasta: join(pasta, 'analise'),
    outraPasta: join(pasta, 'outra'),
    log,
    cambio: cambio(5),
    clock: systemClock,
  });

it('finds nothing when the state is what the log leads to', async () => {
  await analisar(REGISTROS);
  const { eventos, comparadas, diferentes } = await conferir();
  expect({ eventos, diferentes }).toEqual({ eventos: REGISTROS, diferentes: [] });
  expect(comparadas).toEqual(
    expect.arrayContaining(['agregados', 'avaliacao', 'modelo', 'mortos', 'pipeline.dead', 'resultados']),
  );
});

it('compares as far as the checkpoint stands, also after the analysis went on from another', async () => {
  await analisar(200);
  await analisar(450);
  expect(await conferir()).toMatchObject({ eventos: 450, diferentes: [] });
});

it('finds nothing where nothing was analysed yet', async () => {
  expect(await conferir()).toMatchObject({ eventos: 0, diferentes: [] });
});

it('names the parts that another history has led to', async () => {
  await analisar(REGISTROS, 4);
  expect((await conferir()).diferentes).toEqual(expect.arrayContaining(['agregados', 'historias']));
});

it('names the results when one byte of one differs', async () => {
  await analisar(REGISTROS);
  const arquivo = await open(join(pasta, 'analise', 'resultados'), 'r+');
  await arquivo.write(Buffer.from([7]), 0, 1, 40_000);
  await arquivo.close();
  expect((await conferir()).diferentes).toEqual(['resultados']);
});

it('changes nothing of what it looks at', async () => {
  await analisar(REGISTROS);
  const antes = await readdir(join(pasta, 'analise'));
  await conferir();
  expect(await readdir(join(pasta, 'analise'))).toEqual(antes);
});
