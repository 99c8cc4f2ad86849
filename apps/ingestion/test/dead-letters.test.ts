import { status } from '@grpc/grpc-js';
import { EventState, type GetPipelineStatusResponse } from '@trilha/proto-gen/ingestion';
import { Cena } from './cena.js';
import { CambioComVeneno, cliente, rotulo, transacao } from './exemplos.js';
import { falhaDe, type IngestionClient, motivoDe, type RunningIngestion } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

const VENENO = 66.66;
const comVeneno = async (dataDir?: string) => {
  const cambio = new CambioComVeneno(VENENO * 100);
  return { cambio, ...(await cena.abrir({ cambio }, dataDir)) };
};
const contas = ({ confirmados, finalizados, mortos, pendentes }: GetPipelineStatusResponse) => [
  confirmados,
  finalizados,
  mortos,
  pendentes,
];
const estadoDe = async (client: IngestionClient, eventId: string) =>
  (await client.getEvent({ eventId })).estado;
const mortos = (client: IngestionClient, pageSize = 0, pageToken = '') =>
  client.listDeadLetters({ pageSize, pageToken });

it('a poison event is tried three times, then listed with node, reason and attempts; the others go on', async () => {
  const { client, analisado, cambio } = await comVeneno();
  const itens = [
    transacao({ eventId: 'a' }),
    transacao({ eventId: 'x', valor: VENENO, moeda: 'USD' }),
    transacao({ eventId: 'b' }),
  ];
  await client.ingestTransactions({ batchId: '', itens });
  await analisado();
  expect(cambio.tentativas).toBe(3);
  expect((await mortos(client)).mortos).toEqual([
    expect.objectContaining({
      eventId: 'x',
      offset: 1n,
      no: 'normalizar',
      motivo: 'sem taxa para este valor',
      tentativas: 3,
    }),
  ]);
  expect(await Promise.all(['a', 'x', 'b'].map((id) => estadoDe(client, id)))).toEqual([
    EventState.EVENT_STATE_FINALIZADO,
    EventState.EVENT_STATE_MORTO,
    EventState.EVENT_STATE_FINALIZADO,
  ]);
  expect((await client.getEvent({ eventId: 'x' })).motivo).toBe('normalizar: sem taxa para este valor');
  expect(contas(await client.getPipelineStatus({}))).toEqual([3n, 2n, 1n, 0n]);
});

it('a poison event is no part of the aggregates, and neither is a label of it', async () => {
  const { client, analisado } = await comVeneno();
  await client.ingestTransaction(transacao({ eventId: 'x', valor: VENENO }));
  await client.labelTransaction(rotulo({ transacaoEventId: 'x', suspeita: true, eventId: 'r' }));
  await analisado();
  const estado = await client.getPipelineStatus({});
  expect([estado.transacoes, ...contas(estado)]).toEqual([0n, 2n, 0n, 2n, 0n]);
  expect((await mortos(client)).mortos.map(({ eventId, no }) => [eventId, no])).toEqual([
    ['x', 'normalizar'],
    ['r', 'aprender'],
  ]);
});

it('a replay that succeeds finalises the event once, and takes it off the list', async () => {
  const { client, analisado, cambio, armazem } = await comVeneno();
  await client.ingestTransaction(transacao({ eventId: 'x', valor: VENENO }));
  await analisado();
  cambio.curado = true;
  expect((await client.replayDeadLetter({ eventId: 'x' })).success).toBe(true);
  await analisado();
  expect(await estadoDe(client, 'x')).toBe(EventState.EVENT_STATE_FINALIZADO);
  expect((await client.getEvent({ eventId: 'x' })).resultado).toMatchObject({
    value: { valorBaseCentavos: 6_666n },
  });
  expect((await mortos(client)).mortos).toEqual([]);
  const estado = await client.getPipelineStatus({});
  expect([estado.transacoes, ...contas(estado)]).toEqual([1n, 1n, 1n, 0n, 0n]);
  const falha = await falhaDe(client.replayDeadLetter({ eventId: 'x' }));
  expect([falha.code, motivoDe(falha), armazem.log.end]).toEqual([
    status.NOT_FOUND,
    'MORTO_NAO_ENCONTRADO',
    2,
  ]);
});

it('replaying twice before the analysis came to it has the event analysed once', async () => {
  const dataDir = await cena.pasta();
  const antes = await comVeneno(dataDir);
  await antes.client.ingestTransaction(transacao({ eventId: 'x', valor: VENENO }));
  await antes.analisado();
  await Promise.all([1, 2, 3].map(() => antes.client.replayDeadLetter({ eventId: 'x' })));
  expect(antes.armazem.log.end).toBe(2);
});

it('no id of another event keeps one from being replayed', async () => {
  const { client, analisado, cambio } = await comVeneno();
  await client.ingestTransaction(transacao({ eventId: 'x', valor: VENENO }));
  const itens = [0, 1, 2, 3].map((vez) => transacao({ eventId: `repeticao ${vez} de 0` }));
  await client.ingestTransactions({ batchId: '', itens });
  await analisado();
  cambio.curado = true;
  await client.replayDeadLetter({ eventId: 'x' });
  await analisado();
  expect(await estadoDe(client, 'x')).toBe(EventState.EVENT_STATE_FINALIZADO);
});

it('a replay that fails again leaves one dead event, which may be replayed again', async () => {
  const { client, analisado, cambio } = await comVeneno();
  await client.ingestTransaction(transacao({ eventId: 'x', valor: VENENO }));
  await analisado();
  await client.replayDeadLetter({ eventId: 'x' });
  await analisado();
  expect(cambio.tentativas).toBe(6);
  expect((await mortos(client)).mortos.map(({ eventId }) => eventId)).toEqual(['x']);
  expect(contas(await client.getPipelineStatus({}))).toEqual([1n, 0n, 1n, 0n]);
  cambio.curado = true;
  await client.replayDeadLetter({ eventId: 'x' });
  await analisado();
  expect(contas(await client.getPipelineStatus({}))).toEqual([1n, 1n, 0n, 0n]);
});

it('an event that did not die, or that nobody sent, is no dead letter to replay', async () => {
  const { client, analisado } = await comVeneno();
  await client.ingestTransaction(transacao({ eventId: 'a' }));
  await analisado();
  for (const eventId of ['a', 'nenhum']) {
    expect(motivoDe(await falhaDe(client.replayDeadLetter({ eventId })))).toBe('MORTO_NAO_ENCONTRADO');
  }
});

it('the list comes in pages, by the place in the log, and survives a restart', async () => {
  const dataDir = await cena.pasta();
  const antes = await comVeneno(dataDir);
  const itens = Array.from({ length: 5 }, (_, i) => transacao({ eventId: `x${i}`, valor: VENENO }));
  await antes.client.ingestTransactions({ batchId: '', itens });
  await antes.analisado();
  await cena.fechar(antes as RunningIngestion);
  const { client } = await comVeneno(dataDir);
  const primeira = await mortos(client, 2);
  const segunda = await mortos(client, 2, primeira.nextPageToken);
  const terceira = await mortos(client, 2, segunda.nextPageToken);
  expect([primeira, segunda, terceira].map((pagina) => pagina.mortos.map(({ eventId }) => eventId))).toEqual([
    ['x0', 'x1'],
    ['x2', 'x3'],
    ['x4'],
  ]);
  expect(terceira.nextPageToken).toBe('');
});

it('acknowledged = finalised + dead + pending at every moment, with poison, replays, orders and repeats among it', async () => {
  const { client, analise, analisado, cambio } = await comVeneno();
  let confirmados = 0;
  let enviados = 1;
  const olhar = async (): Promise<void> => {
    const antes = confirmados;
    const estado = await analise.estado();
    expect(estado.confirmados).toBe(estado.finalizados + estado.mortos + estado.pendentes);
    expect(estado.confirmados).toBeGreaterThanOrEqual(antes);
    expect(estado.confirmados).toBeLessThanOrEqual(enviados);
  };
  const enviar = async (eventId: string, valor: number) => {
    enviados += 1;
    await client.ingestTransaction(transacao({ eventId, valor }));
    confirmados += 1;
  };
  let fim = false;
  const olhares = (async () => {
    while (!fim) {
      await olhar();
      await new Promise(setImmediate);
    }
  })();
  await client.ingestClient(cliente({ eventId: 'c' }));
  confirmados = 1;
  for (let i = 0; i < 60; i++) {
    cambio.curado = i % 3 === 0;
    await enviar(`e${i}`, i % 4 === 0 ? VENENO : i + 1);
    if (i % 10 === 5) await client.ingestTransaction(transacao({ eventId: 'e5', valor: 6 }));
    if (i % 20 === 19) await client.eraseClient({ clienteId: 'cliente-1' });
    if (i % 6 === 0) {
      const morto = (await mortos(client)).mortos[0];
      if (morto !== undefined) await client.replayDeadLetter({ eventId: morto.eventId }).catch(() => {});
    }
  }
  await analisado();
  cambio.curado = false;
  await enviar('ultimo', VENENO);
  await analisado();
  fim = true;
  await olhares;
  const estado = await analise.estado();
  expect([estado.confirmados, estado.pendentes]).toEqual([62, 0]);
  expect(estado.mortos).toBeGreaterThan(0);
});
