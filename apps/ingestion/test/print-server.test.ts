import { EventIngestionServiceService as Contrato, EventData } from '@trilha/proto-gen/ingestion';
import { createClient, type RunningService, startService } from '@trilha/service-kit';
import {
  everyoneIs,
  FakeClock,
  sequentialIds,
  silentLog,
  testClientConfig,
  testServerConfig,
} from '@trilha/service-kit/testing';
import { criarImpressora } from '../src/impressora/criar-impressora.js';
import { textoDeMensagem } from '../src/impressora/texto-de-mensagem.js';
import { CPF, CPF_PONTUADO, cliente, ENDERECO, NOME, rotulo, score, transacao } from './exemplos.js';
import type { IngestionClient } from './start-ingestion.js';

let impressos: [string, unknown][];
let servidor: RunningService;
let client: IngestionClient;
beforeEach(async () => {
  impressos = [];
  servidor = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [
      criarImpressora({
        clock: new FakeClock(),
        newId: sequentialIds('novo'),
        imprimir: (metodo, mensagem) => impressos.push([metodo, mensagem]),
      }),
    ],
  });
  client = createClient(Contrato, `127.0.0.1:${servidor.port}`, { ...testClientConfig, name: 'ingestion' });
});
afterEach(async () => {
  client.close();
  await servidor.close();
});

const METODOS = Object.entries(Contrato).map(
  ([nome, { path, requestStream, responseStream, requestDeserialize }]) => ({
    nome: nome as keyof typeof Contrato,
    metodo: path.split('/').at(-1) as string,
    requestStream,
    responseStream,
    vazio: () => requestDeserialize(Buffer.alloc(0)) as never,
  }),
);

it.each(METODOS)('$metodo is answered and printed', async (metodo) => {
  const { nome, requestStream, responseStream, vazio } = metodo;
  const pedidos = async function* () {
    yield vazio();
  };
  const pedido = requestStream ? pedidos() : vazio();
  const resposta = (client[nome] as (p: unknown) => unknown)(pedido);
  const respostas: unknown[] = [];
  if (responseStream) for await (const uma of resposta as AsyncIterable<unknown>) respostas.push(uma);
  else respostas.push(await resposta);
  expect(respostas[0]).toBeDefined();
  expect(impressos.map(([quem]) => quem)).toEqual([metodo.metodo]);
});

it('says of an event that it was taken, by its id or by a new one', async () => {
  const com = { eventId: 'meu' };
  const respostas = await Promise.all([
    client.ingestClient(cliente(com)),
    client.ingestTransaction(transacao(com)),
    client.ingestScore(score(com)),
    client.labelTransaction(rotulo(com)),
  ]);
  expect(respostas.map(({ success, eventId }) => [success, eventId])).toEqual(
    respostas.map(() => [true, 'meu']),
  );
  expect(await client.ingestScore(score())).toMatchObject({ success: true, eventId: 'novo-1' });
});

it('says of a batch that all were taken, and which ids it made', async () => {
  const itens = [transacao({ eventId: 'meu' }), transacao()];
  expect(await client.ingestTransactions({ batchId: 'lote', itens })).toEqual({
    ...{ batchId: 'lote', recebidos: 2, aceitos: 2, repetidos: 0, rejeitados: [] },
    gerados: [{ indice: 1, eventId: 'novo-1' }],
  });
});

it('acknowledges a stream message by message, counting on', async () => {
  const evento = (eventId: string): EventData =>
    EventData.fromPartial({ dados: { $case: 'transacao', value: transacao({ eventId }) } });
  const pedidos = async function* () {
    yield { primeira: 0n, eventos: [evento('a'), evento('b')] };
    yield { primeira: 2n, eventos: [evento('')] };
  };
  const respostas = [];
  for await (const resposta of client.ingestStream(pedidos())) respostas.push(resposta);
  expect(respostas).toMatchObject([
    { confirmados: 0n, janela: 50_000 },
    { confirmados: 2n, aceitos: 2, gerados: [] },
    { confirmados: 3n, aceitos: 1, gerados: [{ indice: 2, eventId: 'novo-1' }] },
  ]);
});

it('answers a question about an event with one of its id', async () => {
  expect(await client.getEvent({ eventId: 'meu' })).toMatchObject({ eventId: 'meu' });
});

describe('what is printed', () => {
  const mensagens = [
    cliente({ eventId: 'e' }),
    { batchId: '', itens: [cliente()] },
    { primeira: 3n, eventos: [EventData.fromPartial({ dados: { $case: 'cliente', value: cliente() } })] },
  ];

  it.each(mensagens)('hides personal data, however deep', (mensagem) => {
    const texto = textoDeMensagem(mensagem, false);
    for (const pessoal of [CPF, CPF_PONTUADO, NOME, 'Quixabeira', ENDERECO, '1987-06-05'])
      expect(texto).not.toContain(pessoal);
    expect(texto).toContain('"cpf":"***.982.247-**"');
  });

  it('hides a CPF that is none as well', () => {
    expect(textoDeMensagem(cliente({ cpf: '529.982.247-99' }), false)).toContain('"cpf":"***"');
  });

  it('shows it when asked to, by the names of the contract', () => {
    const [, , fluxo] = mensagens;
    expect(JSON.parse(textoDeMensagem(fluxo, true))).toMatchObject({
      primeira: '3',
      eventos: [
        { cliente: { cpf: CPF_PONTUADO, nome: NOME, endereco: ENDERECO, data_nascimento: '1987-06-05' } },
      ],
    });
  });
});
