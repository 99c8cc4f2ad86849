import { status } from '@grpc/grpc-js';
import { EventState, EventType } from '@trilha/proto-gen/ingestion';
import { Cena } from './cena.js';
import { CPF, CPF_PONTUADO, cliente, score, transacao } from './exemplos.js';
import { camposDe, dizQuandoVoltar, falhaDe, motivoDe } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

describe('IngestClient, IngestTransaction, IngestScore', () => {
  it('answer with the id that the sender chose, or with a UUIDv7 of their own', async () => {
    const { client } = await cena.abrir();
    expect(await client.ingestClient(cliente({ eventId: 'c-1' }))).toEqual({
      success: true,
      message: 'evento recebido',
      eventId: 'c-1',
    });
    expect((await client.ingestTransaction(transacao())).eventId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/,
    );
    expect((await client.ingestScore(score({ eventId: 's-1' }))).success).toBe(true);
  });

  it.each([
    ['ingestClient', 'cpf', cliente({ cpf: '52998224724' })],
    ['ingestClient', 'data_nascimento', cliente({ dataNascimento: '2026-02-30' })],
    ['ingestClient', 'nome', cliente({ nome: ' ' })],
    ['ingestTransaction', 'valor', transacao({ valor: Number.NaN })],
    ['ingestTransaction', 'valor', transacao({ valor: Number.POSITIVE_INFINITY })],
    ['ingestTransaction', 'moeda', transacao({ moeda: 'GBP' })],
    ['ingestTransaction', 'data', transacao({ data: '2026-03-04' })],
    ['ingestTransaction', 'categoria', transacao({ categoria: 'Viagem' })],
    ['ingestTransaction', 'event_id', transacao({ eventId: 'x'.repeat(65) })],
    ['ingestScore', 'score', score({ score: 1_001 })],
    ['ingestScore', 'renda_mensal', score({ rendaMensal: -1 })],
  ] as const)('%s names the wrong field %s and keeps nothing', async (method, campo, dados) => {
    const { client, armazem } = await cena.abrir();
    const call = client[method] as (dados: unknown) => Promise<unknown>;
    const falha = await falhaDe(call(dados));
    expect([falha.code, motivoDe(falha), camposDe(falha)]).toEqual([
      status.INVALID_ARGUMENT,
      'CAMPOS_INVALIDOS',
      [campo],
    ]);
    expect(armazem.log.end).toBe(0);
  });
});

describe('IngestClients, IngestTransactions, IngestScores', () => {
  it('reject the bad items by position, field and reason, and keep the rest', async () => {
    const { client, armazem } = await cena.abrir();
    const itens = [
      transacao({ eventId: 'a' }),
      transacao({ eventId: 'b', valor: 0 }),
      transacao(),
      transacao({ eventId: 'd', moeda: 'XXX' }),
    ];
    const resposta = await client.ingestTransactions({ batchId: 'lote-7', itens });
    expect(resposta).toMatchObject({ batchId: 'lote-7', recebidos: 4, aceitos: 2, repetidos: 0 });
    expect(resposta.rejeitados).toEqual([
      {
        indice: 1,
        eventId: 'b',
        campo: 'valor',
        motivo: 'CAMPOS_INVALIDOS',
        mensagem: expect.stringContaining('acima de 0'),
      },
      {
        indice: 3,
        eventId: 'd',
        campo: 'moeda',
        motivo: 'CAMPOS_INVALIDOS',
        mensagem: 'BRL, USD, EUR',
      },
    ]);
    expect(resposta.gerados.map(({ indice }) => indice)).toEqual([2]);
    expect(armazem.log.end).toBe(2);
    const eventId = resposta.gerados[0]?.eventId ?? '';
    expect((await client.getEvent({ eventId })).tipo).toBe(EventType.EVENT_TYPE_TRANSACAO);
  });

  it('take clients and scores alike', async () => {
    const { client } = await cena.abrir();
    const clientes = await client.ingestClients({ batchId: '', itens: [cliente(), cliente({ cpf: '1' })] });
    expect([clientes.aceitos, clientes.rejeitados.map(({ campo }) => campo)]).toEqual([1, ['cpf']]);
    const scores = await client.ingestScores({ batchId: '', itens: [score({ score: -1 }), score()] });
    expect([scores.aceitos, scores.rejeitados.map(({ indice }) => indice)]).toEqual([1, [0]]);
  });

  it('refuse more than ten thousand items as a whole', async () => {
    const { client, armazem } = await cena.abrir();
    const itens = Array.from({ length: 10_001 }, () => transacao());
    const falha = await falhaDe(client.ingestTransactions({ batchId: '', itens }));
    expect([falha.code, camposDe(falha), armazem.log.end]).toEqual([status.INVALID_ARGUMENT, ['itens'], 0]);
  });

  it('answer an empty batch', async () => {
    const { client } = await cena.abrir();
    const resposta = await client.ingestScores({ batchId: 'nada', itens: [] });
    expect([resposta.batchId, resposta.recebidos, resposta.aceitos]).toEqual(['nada', 0, 0]);
  });
});

describe('GetEvent', () => {
  it('tells the whole timeline of a transaction, each moment after the one before', async () => {
    const { client, analisado } = await cena.abrir();
    const emittedAt = new Date('2026-03-02T11:59:59.250Z');
    await client.ingestTransaction(transacao({ eventId: 't', emittedAt, valor: 12.5, moeda: 'USD' }));
    await analisado();
    const evento = await client.getEvent({ eventId: 't' });
    expect(evento).toMatchObject({
      tipo: EventType.EVENT_TYPE_TRANSACAO,
      estado: EventState.EVENT_STATE_FINALIZADO,
      offset: 0n,
      emitidoEm: emittedAt,
      recebidoEm: new Date('2026-03-02T12:00:00Z'),
    });
    expect(evento.etapas.map(({ no }) => no)).toEqual(
      expect.arrayContaining(['registros', 'normalizar', 'enriquecer', 'prever', 'guardar']),
    );
    const momentos = [
      evento.duravelEm,
      ...evento.etapas.map(({ inicio }) => inicio),
      evento.timestampFinalizacaoAnalise,
    ].map((um) => um?.getTime() as number);
    expect(momentos).toEqual([...momentos].sort((a, b) => a - b));
    expect(evento.etapas.every(({ inicio, fim }) => (inicio as Date) <= (fim as Date))).toBe(true);
    // 5.40 BRL a dollar from 2026-01-01 on.
    expect(evento.resultado).toMatchObject({
      $case: 'transacao',
      value: { id: 't-1', clienteId: 'cliente-1', valorBaseCentavos: 6_750n, moedaBase: 'BRL' },
    });
  });

  it('masks CPF and name', async () => {
    const { client, analisado } = await cena.abrir();
    await client.ingestClient(cliente({ eventId: 'c' }));
    await client.ingestScore(score({ eventId: 's' }));
    await analisado();
    expect((await client.getEvent({ eventId: 'c' })).resultado).toEqual({
      $case: 'cliente',
      value: {
        id: 'cliente-1',
        cpfMascarado: '***.982.247-**',
        nomeMascarado: expect.stringMatching(/^A\*+ Q\*+$/),
        apagado: false,
      },
    });
    expect((await client.getEvent({ eventId: 's' })).resultado).toMatchObject({
      value: { cpfMascarado: '***.982.247-**', score: 700 },
    });
  });

  it('says that an event without analysis is pending', async () => {
    const { client } = await cena.abrir({ checkpointMs: 60_000 });
    await client.ingestTransaction(transacao({ eventId: 't' }));
    const { estado, timestampFinalizacaoAnalise } = await client.getEvent({ eventId: 't' });
    expect([estado, timestampFinalizacaoAnalise]).toEqual([EventState.EVENT_STATE_PENDENTE, undefined]);
  });

  it('knows no event that was never taken', async () => {
    const { client } = await cena.abrir();
    const falha = await falhaDe(client.getEvent({ eventId: 'nenhum' }));
    expect([falha.code, motivoDe(falha)]).toEqual([status.NOT_FOUND, 'EVENTO_NAO_ENCONTRADO']);
  });

  it('knows after a restart what it knew before', async () => {
    const dataDir = await cena.pasta();
    const antes = await cena.abrir({}, dataDir);
    await antes.client.ingestClient(cliente({ eventId: 'c' }));
    await antes.client.ingestTransaction(transacao({ eventId: 't' }));
    await antes.analisado();
    const sabia = await antes.client.getEvent({ eventId: 't' });
    const avaliava = await antes.client.getPipelineStatus({});
    await cena.fechar(antes);
    const depois = await cena.abrir({}, dataDir);
    expect(await depois.client.getEvent({ eventId: 't' })).toEqual(sabia);
    expect(await depois.client.getPipelineStatus({})).toEqual({
      ...avaliava,
      // What nodes did is told of this run of the process.
      nos: expect.anything(),
    });
  });
});

describe('GetPipelineStatus', () => {
  it('sums up volumes, categories, clients, gains and windows', async () => {
    const { client, analisado } = await cena.abrir();
    const itens = [
      transacao({ valor: 10, data: '2026-03-02T10:00:00Z', categoria: 'Lazer' }),
      transacao({ valor: 20.01, data: '2026-03-02T10:30:00Z', categoria: 'Lazer' }),
      transacao({ valor: 1, moeda: 'USD', data: '2026-03-02T11:00:00Z', categoria: 'Saúde' }),
      transacao({ valor: 300, clienteId: 'outro', data: '2026-03-02T11:59:00Z', categoria: 'Salário' }),
      transacao({ valor: 1, data: '2026-03-01T00:00:00Z', categoria: 'Outros' }),
    ];
    await client.ingestTransactions({ batchId: '', itens });
    await analisado();
    const estado = await client.getPipelineStatus({});
    expect([estado.confirmados, estado.finalizados, estado.mortos, estado.pendentes]).toEqual([
      5n,
      5n,
      0n,
      0n,
    ]);
    expect(estado.volumePorMoeda).toEqual([
      { moeda: 'BRL', transacoes: 4n, volumeCentavos: 33_101n },
      { moeda: 'USD', transacoes: 1n, volumeCentavos: 100n },
      { moeda: 'EUR', transacoes: 0n, volumeCentavos: 0n },
    ]);
    expect(estado.porCategoria.filter(({ transacoes }) => transacoes > 0n)).toEqual([
      { categoria: 'Saúde', transacoes: 1n },
      { categoria: 'Lazer', transacoes: 2n },
      { categoria: 'Salário', transacoes: 1n },
      { categoria: 'Outros', transacoes: 1n },
    ]);
    expect(estado.clientesMaisAtivos.map(({ clienteId, transacoes }) => [clienteId, transacoes])).toEqual([
      ['cliente-1', 4n],
      ['outro', 1n],
    ]);
    expect(estado.ganhoMedioPorClienteCentavos).toBe(30_000);
    expect(estado.janelas.map(({ inicio, transacoes, fechada }) => [inicio, transacoes, fechada])).toEqual([
      [new Date('2026-03-02T11:00:00Z'), 2n, false],
      [new Date('2026-03-02T10:00:00Z'), 2n, true],
    ]);
    expect([estado.marcaDagua, estado.atrasadas]).toEqual([new Date('2026-03-02T11:49:00Z'), 1n]);
    expect(estado.nos.find(({ no }) => no === 'normalizar')?.eventos).toBe(5n);
  });
});

describe('PredictTransaction', () => {
  it('judges and keeps nothing', async () => {
    const { client, armazem, analisado } = await cena.abrir();
    await client.ingestTransaction(transacao({ eventId: 't' }));
    await analisado();
    const antes = await client.getPipelineStatus({});
    const prevista = await client.predictTransaction({ transacao: transacao({ eventId: 'p', valor: 9e9 }) });
    expect(prevista.probabilidadeSuspeita).toBeGreaterThanOrEqual(0);
    expect(prevista.categoria).toBe('Alimentação');
    expect(await client.predictTransaction({ transacao: transacao({ valor: 9e9 }) })).toEqual(prevista);
    expect(armazem.log.end).toBe(1);
    expect(await client.getPipelineStatus({})).toEqual(antes);
    expect(motivoDe(await falhaDe(client.getEvent({ eventId: 'p' })))).toBe('EVENTO_NAO_ENCONTRADO');
  });

  it('names what is wrong, and what is missing', async () => {
    const { client } = await cena.abrir();
    const ruim = await falhaDe(client.predictTransaction({ transacao: transacao({ moeda: 'x' }) }));
    expect(camposDe(ruim)).toEqual(['transacao.moeda']);
    expect(camposDe(await falhaDe(client.predictTransaction({ transacao: undefined })))).toEqual([
      'transacao',
    ]);
  });
});

describe('overload', () => {
  it('refuses while too many events wait for their analysis, says when to come back, and keeps what it took', async () => {
    const { client, armazem } = await cena.abrir({ maxAtraso: 1, checkpointMs: 60_000 });
    for (const eventId of ['a', 'b']) await client.ingestTransaction(transacao({ eventId }));
    const falha = await falhaDe(client.ingestTransaction(transacao({ eventId: 'c' })));
    expect([falha.code, motivoDe(falha), dizQuandoVoltar(falha)]).toEqual([
      status.RESOURCE_EXHAUSTED,
      'INGESTAO_SOBRECARREGADA',
      true,
    ]);
    expect(armazem.log.end).toBe(2);
  });

  it('refuses while too many bytes wait to be written, and stores all that it acknowledged', async () => {
    const { client, armazem } = await cena.abrir({ maxEsperaBytes: 500 });
    const desfechos = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => client.ingestTransaction(transacao({ eventId: `e${i}` }))),
    );
    const recusas = desfechos.flatMap((um) => (um.status === 'rejected' ? [um.reason] : []));
    expect(recusas.length).toBeGreaterThan(0);
    expect(new Set(recusas.map(motivoDe))).toEqual(new Set(['INGESTAO_SOBRECARREGADA']));
    expect(armazem.log.end).toBe(200 - recusas.length);
    const lidos = desfechos.flatMap((um) =>
      um.status === 'fulfilled' ? [client.getEvent({ eventId: um.value.eventId })] : [],
    );
    expect((await Promise.all(lidos)).length).toBe(200 - recusas.length);
    expect((await client.ingestTransaction(transacao({ eventId: 'depois' }))).success).toBe(true);
  });
});

it('GetStatus tells service and storage', async () => {
  const { client } = await cena.abrir();
  expect(await client.getStatus({})).toMatchObject({
    servico: 'ingestion',
    armazenamento: { nome: 'sqlite' },
  });
});

it('a score of a CPF tells whether a client of that CPF is known, however it is spelled', async () => {
  const { client, analisado } = await cena.abrir();
  const conhecido = async () => {
    await analisado();
    const { resultado } = await client.getEvent({ eventId: 's' });
    return resultado?.$case === 'score' && resultado.value.clienteConhecido;
  };
  await client.ingestScore(score({ eventId: 's', cpf: CPF }));
  expect(await conhecido()).toBe(false);
  await client.ingestClient(cliente({ cpf: CPF_PONTUADO }));
  expect(await conhecido()).toBe(true);
});
