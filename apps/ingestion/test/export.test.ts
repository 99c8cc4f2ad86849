import { status } from '@grpc/grpc-js';
import { EventState, EventType, type ExportTimelinesResponse } from '@trilha/proto-gen/ingestion';
import { Cena } from './cena.js';
import { CambioComVeneno, cliente, rotulo, score, transacao } from './exemplos.js';
import { falhaDe, type IngestionClient } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

async function exportar(client: IngestionClient, desde = 0n) {
  const paginas: ExportTimelinesResponse[] = [];
  for await (const pagina of client.exportTimelines({ desde })) paginas.push(pagina);
  const linhas = paginas.flatMap(({ lotes }) =>
    lotes.flatMap(({ eventos, ...lote }) => eventos.map((evento) => ({ ...evento, ...lote }))),
  );
  return { linhas, paginas, proximo: paginas.at(-1)?.proximo };
}

const muitas = (quantas: number, nome: string) =>
  Array.from({ length: quantas }, (_, i) => transacao({ eventId: `${nome}-${i}`, id: `${nome}-${i}` }));

it('tells of every event what GetEvent tells, in the order of the log', async () => {
  const { client, analisado } = await cena.abrir();
  await client.ingestClient(cliente({ eventId: 'c', emittedAt: new Date(5_000) }));
  await client.ingestScore(score({ eventId: 's' }));
  await client.ingestTransaction(transacao({ eventId: 't' }));
  await client.labelTransaction(rotulo({ transacaoEventId: 't', suspeita: false, eventId: 'r' }));
  await analisado();
  const { linhas, proximo } = await exportar(client);
  expect(linhas.map(({ eventId, tipo }) => [eventId, tipo])).toEqual([
    ['c', EventType.EVENT_TYPE_CLIENTE],
    ['s', EventType.EVENT_TYPE_SCORE],
    ['t', EventType.EVENT_TYPE_TRANSACAO],
    ['r', EventType.EVENT_TYPE_ROTULO],
  ]);
  expect(proximo).toBe(4n);
  for (const linha of linhas) {
    const { resultado: _, motivo: __, ...deGetEvent } = await client.getEvent({ eventId: linha.eventId });
    expect(linha).toEqual(deGetEvent);
    expect(linha.estado).toBe(EventState.EVENT_STATE_FINALIZADO);
  }
});

it('tells every event once over many pages, and goes on where a call before ended', async () => {
  const { client, analisado } = await cena.abrir();
  await client.ingestTransactions({ batchId: '', itens: muitas(2_300, 'a') });
  await analisado();
  const primeira = await exportar(client);
  expect(primeira.paginas.length).toBeGreaterThan(1);
  await client.ingestTransactions({ batchId: '', itens: muitas(700, 'b') });
  await analisado();
  const segunda = await exportar(client, primeira.proximo);
  expect([...primeira.linhas, ...segunda.linhas].map(({ offset }) => offset)).toEqual(
    Array.from({ length: 3_000 }, (_, offset) => BigInt(offset)),
  );
  expect(new Set([...primeira.linhas, ...segunda.linhas].map(({ eventId }) => eventId)).size).toBe(3_000);
});

it('leaves out what is no event, and tells of the dead until they are made good', async () => {
  const cambio = new CambioComVeneno(66_66);
  const { client, analisado } = await cena.abrir({ cambio });
  await client.ingestTransactions({
    batchId: '',
    itens: [transacao({ eventId: 'x', valor: 66.66 }), transacao({ eventId: 'a' })],
  });
  await client.ingestClient(cliente({ eventId: 'c' }));
  await client.eraseClient({ clienteId: 'cliente-1' });
  await analisado();
  const estados = async () => (await exportar(client)).linhas.map(({ eventId, estado }) => [eventId, estado]);
  const { EVENT_STATE_FINALIZADO: finalizado, EVENT_STATE_MORTO: morto } = EventState;
  expect((await estados()).sort()).toEqual([
    ['a', finalizado],
    ['c', finalizado],
    ['x', morto],
  ]);
  cambio.curado = true;
  await client.replayDeadLetter({ eventId: 'x' });
  await analisado();
  expect((await estados()).sort()).toEqual([
    ['a', finalizado],
    ['c', finalizado],
    ['x', finalizado],
  ]);
});

it('has nothing to tell of an empty log or from its end on, and refuses what is no position', async () => {
  const { client } = await cena.abrir();
  expect((await exportar(client)).paginas).toEqual([]);
  expect((await exportar(client, 10n)).paginas).toEqual([]);
  expect((await falhaDe(exportar(client, -1n))).code).toBe(status.INVALID_ARGUMENT);
});
