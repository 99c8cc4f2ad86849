import { status } from '@grpc/grpc-js';
import { ROTULOS_POR_VERSAO } from '../src/topologia/aprender.js';
import { Cena } from './cena.js';
import { transacao } from './exemplos.js';
import { falhaDe, type IngestionClient, motivoDe } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

/** As many transactions with their truth as make a version of the model. */
const ensinar = (client: IngestionClient, vez: number) =>
  client.ingestTransactions({
    batchId: '',
    itens: Array.from({ length: ROTULOS_POR_VERSAO }, (_, i) =>
      transacao({
        id: `t${vez}-${i}`,
        clienteId: `cliente-${i % 50}`,
        valor: i % 10 === 0 ? 5_000 * vez : 20 + (i % 7),
        suspeita: i % 10 === 0,
        data: new Date(Date.UTC(2026, 1, vez) + i * 10_000).toISOString(),
      }),
    ),
  });
const versoes = async (client: IngestionClient) => (await client.listModelVersions({})).versoes;
const prever = (client: IngestionClient, valor = 60) =>
  client.predictTransaction({ transacao: transacao({ clienteId: 'cliente-3', valor }) });

it('keeps a version of the model for every five thousand labels, the newest first', async () => {
  const { client, analisado } = await cena.abrir();
  expect(await versoes(client)).toEqual([]);
  await ensinar(client, 1);
  await ensinar(client, 2);
  await analisado();
  expect((await versoes(client)).map(({ versao, rotulos, emUso }) => [versao, rotulos, emUso])).toEqual([
    [2n, 10_000n, true],
    [1n, 5_000n, false],
  ]);
  expect((await versoes(client)).every(({ criadaEm }) => criadaEm instanceof Date)).toBe(true);
});

it('goes back to an earlier version from the next event on, and what was learned since is gone', async () => {
  const { client, analisado } = await cena.abrir();
  await ensinar(client, 1);
  await analisado();
  const entao = await prever(client);
  await ensinar(client, 2);
  await analisado();
  expect((await prever(client)).probabilidadeSuspeita).not.toBe(entao.probabilidadeSuspeita);

  const antes = await client.getPipelineStatus({});
  expect((await client.rollBackModel({ versao: 1n })).success).toBe(true);
  await analisado();

  expect((await prever(client)).versaoModelo).toBe(1n);
  expect((await versoes(client)).map(({ versao, emUso }) => [versao, emUso])).toEqual([
    [2n, false],
    [1n, true],
  ]);
  expect((await client.getEvaluation({})).versaoModelo).toBe(1n);
  const depois = await client.getPipelineStatus({});
  expect([depois.confirmados, depois.finalizados]).toEqual([antes.confirmados, antes.finalizados]);
});

it('a version that nobody kept is NOT_FOUND', async () => {
  const { client, armazem } = await cena.abrir();
  const falha = await falhaDe(client.rollBackModel({ versao: 1n }));
  expect([falha.code, motivoDe(falha), armazem.log.end]).toEqual([
    status.NOT_FOUND,
    'MODELO_NAO_ENCONTRADO',
    0,
  ]);
});

it('learns to tell what was labelled suspicious, and says why', async () => {
  const { client, analisado } = await cena.abrir();
  await ensinar(client, 1);
  await ensinar(client, 2);
  await analisado();
  const alta = await prever(client, 5_000);
  const baixa = await prever(client, 22);
  expect([alta.suspeita, baixa.suspeita]).toEqual([true, false]);
  expect(alta.razoes.length).toBeGreaterThan(0);
  const { medidas, rotulos } = await client.getEvaluation({});
  const f1 = medidas.find(({ nome }) => nome.toLowerCase() === 'f1');
  expect(rotulos).toBe(10_000n);
  expect(f1?.valor as number).toBeGreaterThan(f1?.base as number);
});
