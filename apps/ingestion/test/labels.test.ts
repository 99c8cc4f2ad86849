import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { EventType } from '@trilha/proto-gen/ingestion';
import { Cena } from './cena.js';
import { rotulo, transacao } from './exemplos.js';
import { falhaDe, type IngestionClient, motivoDe } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

const aprendido = async (client: IngestionClient, eventId: string): Promise<unknown> => {
  const { resultado } = await client.getEvent({ eventId });
  return resultado?.$case === 'rotulo' ? resultado.value.aprendido : resultado;
};

it('a label of a transaction that nobody sent is NOT_FOUND, and taken once it was sent', async () => {
  const { client, armazem } = await cena.abrir();
  const dados = rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' });
  const falha = await falhaDe(client.labelTransaction(dados));
  expect([falha.code, motivoDe(falha), armazem.log.end]).toEqual([
    status.NOT_FOUND,
    'TRANSACAO_DESCONHECIDA',
    0,
  ]);
  await client.ingestTransaction(transacao({ eventId: 't' }));
  expect((await client.labelTransaction(dados)).eventId).toBe('r');
});

it('a label is learned from once, and shows in the evaluation', async () => {
  const { client, analisado } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 't' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  await analisado();
  expect((await client.getEvent({ eventId: 'r' })).tipo).toBe(EventType.EVENT_TYPE_ROTULO);
  expect(await aprendido(client, 'r')).toBe(true);
  const { rotulos, verdadeirosPositivos, falsosNegativos, medidas } = await client.getEvaluation({});
  expect([rotulos, verdadeirosPositivos + falsosNegativos]).toEqual([1n, 1n]);
  expect(medidas.map(({ nome }) => nome)).toContain('accuracy');
});

it('the same truth under another id is an event of its own that teaches nothing', async () => {
  const { client, armazem, analisado } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 't' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r1' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r2' }));
  const { eventId } = await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r2' }));
  await analisado();
  expect([await aprendido(client, 'r1'), await aprendido(client, 'r2')]).toEqual([true, false]);
  expect(await aprendido(client, eventId)).toBe(false);
  expect([armazem.log.end, (await client.getEvaluation({})).rotulos]).toEqual([4, 1n]);
});

it('another truth is ALREADY_EXISTS, also under another id, after a restart, and in the same stream message', async () => {
  const dataDir = await cena.pasta();
  const antes = await cena.abrir({}, dataDir);
  await antes.client.ingestTransaction(transacao({ eventId: 't' }));
  await antes.client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  await antes.client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r2' }));
  await cena.fechar(antes);
  const { client } = await cena.abrir({}, dataDir);
  for (const eventId of ['r', 'outro', '']) {
    const falha = await falhaDe(
      client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: false, eventId })),
    );
    expect([falha.code, motivoDe(falha)]).toEqual([status.ALREADY_EXISTS, 'EVENTO_DIVERGENTE']);
  }
});

it('the truth is known when the index is made of the log anew', async () => {
  const dataDir = await cena.pasta();
  const antes = await cena.abrir({}, dataDir);
  await antes.client.ingestTransaction(transacao({ eventId: 't' }));
  await antes.client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  await cena.fechar(antes);
  await rm(join(dataDir, 'ingestion', 'index'), { recursive: true });
  const { client, armazem } = await cena.abrir({}, dataDir);
  const outra = rotulo({ transacaoEventId: 't', suspeita: false, eventId: 'r2' });
  expect(motivoDe(await falhaDe(client.labelTransaction(outra)))).toBe('EVENTO_DIVERGENTE');
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  await client.ingestTransaction(transacao({ eventId: 't' }));
  expect(armazem.log.end).toBe(2);
});

it('no id of another event hides the truth of a transaction', async () => {
  const { client, analisado } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 't' }));
  await client.ingestTransaction(transacao({ eventId: 'rotulo de t' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  await analisado();
  expect(await aprendido(client, 'r')).toBe(true);
});

it('a label under the id of another event is ALREADY_EXISTS, though its truth is known', async () => {
  const { client } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 't' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  const falha = await falhaDe(
    client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 't' })),
  );
  expect(motivoDe(falha)).toBe('EVENTO_DIVERGENTE');
});

it('a transaction that came with its truth learns nothing from a later label', async () => {
  const { client, analisado } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 't', suspeita: true }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: false, eventId: 'r' }));
  await analisado();
  expect(await aprendido(client, 'r')).toBe(false);
  expect((await client.getEvaluation({})).rotulos).toBe(1n);
  expect((await client.getEvent({ eventId: 't' })).resultado).toMatchObject({ value: { rotulo: true } });
});

it('only transactions take labels', async () => {
  const { client } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 't' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: true, eventId: 'r' }));
  const falha = await falhaDe(client.labelTransaction(rotulo({ transacaoEventId: 'r', suspeita: true })));
  expect(motivoDe(falha)).toBe('TRANSACAO_DESCONHECIDA');
});
