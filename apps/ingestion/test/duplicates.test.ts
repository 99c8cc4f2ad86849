import { status } from '@grpc/grpc-js';
import { Cena } from './cena.js';
import { cliente, score, transacao } from './exemplos.js';
import { falhaDe, motivoDe } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

const lote = (itens: ReturnType<typeof transacao>[]) => ({ batchId: '', itens });

it('the same event again gets the same answer and has no second effect', async () => {
  const { client, armazem, analisado } = await cena.abrir();
  const casos = [
    () => client.ingestClient(cliente({ eventId: 'c' })),
    () => client.ingestScore(score({ eventId: 's' })),
    () => client.ingestTransaction(transacao({ eventId: '0197c0de-0000-7000-8000-000000000001' })),
    () => client.ingestTransaction(transacao({ eventId: 'texto com ç' })),
  ];
  for (const enviar of casos) {
    const primeira = await enviar();
    const segunda = await enviar();
    expect([segunda.success, segunda.eventId]).toEqual([true, primeira.eventId]);
  }
  await analisado();
  expect(armazem.log.end).toBe(4);
  const { confirmados, transacoes } = await client.getPipelineStatus({});
  expect([confirmados, transacoes]).toEqual([4n, 2n]);
});

it('the same event is known again when it was sent at another time, and with its CPF spelled otherwise', async () => {
  const { client, armazem, clock } = await cena.abrir();
  await client.ingestClient(cliente({ eventId: 'c', emittedAt: new Date(0) }));
  clock.advance(5_000);
  await client.ingestClient(cliente({ eventId: 'c', cpf: '52998224725', emittedAt: new Date(1) }));
  expect(armazem.log.end).toBe(1);
});

it.each([
  ['another amount', transacao({ eventId: 'e', valor: 101 })],
  ['another client', transacao({ eventId: 'e', clienteId: 'outro' })],
  ['the truth besides', transacao({ eventId: 'e', suspeita: false })],
])('an id used before with %s is ALREADY_EXISTS and changes nothing', async (_, outra) => {
  const { client, armazem } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 'e' }));
  const falha = await falhaDe(client.ingestTransaction(outra));
  expect([falha.code, motivoDe(falha), armazem.log.end]).toEqual([
    status.ALREADY_EXISTS,
    'EVENTO_DIVERGENTE',
    1,
  ]);
});

it('an id used before for another kind of event, or for other personal data, is ALREADY_EXISTS', async () => {
  const { client } = await cena.abrir();
  await client.ingestClient(cliente({ eventId: 'e' }));
  await client.ingestScore(score({ eventId: 's' }));
  const outras = [
    client.ingestClient(cliente({ eventId: 'e', nome: 'Outra Pessoa' })),
    client.ingestClient(cliente({ eventId: 'e', endereco: 'Rua Outra, 1' })),
    client.ingestClient(cliente({ eventId: 'e', cpf: '11144477735' })),
    client.ingestTransaction(transacao({ eventId: 'e' })),
    client.ingestScore(score({ eventId: 's', score: 701 })),
    client.ingestScore(score({ eventId: 's', limiteCredito: 1 })),
    client.labelTransaction({ eventId: 'e', transacaoEventId: 'e', suspeita: true, emittedAt: undefined }),
  ];
  const motivos = (await Promise.all(outras.map(falhaDe))).map(motivoDe);
  expect(motivos).toEqual([...Array(6).fill('EVENTO_DIVERGENTE'), 'TRANSACAO_DESCONHECIDA']);
});

it('a batch tells the repeated from the new and rejects what differs, also within itself', async () => {
  const { client, armazem } = await cena.abrir();
  await client.ingestTransaction(transacao({ eventId: 'a' }));
  const resposta = await client.ingestTransactions(
    lote([
      transacao({ eventId: 'a' }),
      transacao({ eventId: 'b' }),
      transacao({ eventId: 'b' }),
      transacao({ eventId: 'b', valor: 7 }),
      transacao({ eventId: 'a', valor: 7 }),
    ]),
  );
  expect([resposta.aceitos, resposta.repetidos]).toEqual([3, 2]);
  expect(resposta.rejeitados.map(({ indice, eventId, motivo }) => [indice, eventId, motivo])).toEqual([
    [3, 'b', 'EVENTO_DIVERGENTE'],
    [4, 'a', 'EVENTO_DIVERGENTE'],
  ]);
  expect(armazem.log.end).toBe(2);
});

it('of concurrent calls with one id one is stored, and all that say the same are acknowledged', async () => {
  const { client, armazem } = await cena.abrir();
  const iguais = Array.from({ length: 40 }, () => client.ingestTransaction(transacao({ eventId: 'e' })));
  const lotes = Array.from({ length: 10 }, () =>
    client.ingestTransactions(lote([transacao({ eventId: 'e' }), transacao({ eventId: 'f' })])),
  );
  expect((await Promise.all(iguais)).every(({ eventId }) => eventId === 'e')).toBe(true);
  const aceitos = (await Promise.all(lotes)).map((um) => um.aceitos);
  expect([new Set(aceitos), armazem.log.end]).toEqual([new Set([2]), 2]);
});

it('of concurrent calls with one id and two contents one content wins', async () => {
  const { client, armazem } = await cena.abrir();
  const desfechos = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) =>
      client.ingestTransaction(transacao({ eventId: 'e', valor: 1 + (i % 2) })),
    ),
  );
  const recusas = desfechos.flatMap((um) => (um.status === 'rejected' ? [motivoDe(um.reason)] : []));
  expect(recusas).toEqual(Array(15).fill('EVENTO_DIVERGENTE'));
  expect(armazem.log.end).toBe(1);
});

it('what was sent before a restart is known after it', async () => {
  const dataDir = await cena.pasta();
  const antes = await cena.abrir({}, dataDir);
  await antes.client.ingestClient(cliente({ eventId: 'c' }));
  await antes.client.ingestTransaction(transacao({ eventId: 't' }));
  await cena.fechar(antes);
  const { client, armazem } = await cena.abrir({}, dataDir);
  await client.ingestClient(cliente({ eventId: 'c' }));
  await client.ingestTransaction(transacao({ eventId: 't' }));
  const falha = await falhaDe(client.ingestTransaction(transacao({ eventId: 't', valor: 1 })));
  expect([motivoDe(falha), armazem.log.end]).toEqual(['EVENTO_DIVERGENTE', 2]);
});
