import { status } from '@grpc/grpc-js';
import { InsightsServiceService, MetricaInteracao, Periodo } from '@trilha/proto-gen/insights';
import { BadRequest } from '@trilha/proto-gen/rpc';
import {
  type Client,
  createClient,
  createStatusHandler,
  durationOf,
  RemoteError,
  type RunningService,
  startService,
  statusDetailsOf,
} from '@trilha/service-kit';
import {
  everyoneIs,
  FakeClock,
  silentLog,
  testClientConfig,
  testServerConfig,
} from '@trilha/service-kit/testing';
import { MemoryMetricas } from '../src/adapters/memory-metricas.js';
import { createConsultar } from '../src/app/consultar.js';
import { createRegistrar } from '../src/app/registrar.js';
import { createInsightsService } from '../src/rpc/insights-service.js';

let server: RunningService;
let client: Client<typeof InsightsServiceService>;

beforeEach(async () => {
  const metricas = new MemoryMetricas();
  const casos = { ...createRegistrar({ metricas }), ...createConsultar({ metricas }) };
  const storage = { name: 'memory', address: 'memory', required: true, probe: async () => {} };
  const config = { service: 'insights', version: '0.0.0' } as const;
  const getStatus = createStatusHandler({ config, clock: new FakeClock(), storage });
  const services = [createInsightsService({ casos, getStatus })];
  server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services,
  });
  const target = `127.0.0.1:${server.port}`;
  client = createClient(InsightsServiceService, target, { ...testClientConfig, name: 'insights' });
});

afterEach(async () => {
  client.close();
  await server.close();
});

const metrica = (idInteracao: string, fields: Partial<MetricaInteracao> = {}): MetricaInteracao =>
  MetricaInteracao.fromPartial({
    idInteracao,
    idUsuario: 'aluno-1',
    idCurso: 'botanica',
    idAula: 'folhas',
    ocorridaEm: new Date('2026-03-02T12:00:00Z'),
    latencia: durationOf(12.5),
    offline: true,
    encontrou: true,
    modelo: 'bm25-pt',
    ...fields,
  });

const SEM_FILTRO = { filtro: undefined };

describe('InsightsService', () => {
  it('keeps the first report of an interaction and says that it knows the second', async () => {
    expect((await client.registerMetrics({ metrica: metrica('i-1') })).registradaAgora).toBe(true);
    const again = metrica('i-1', { latencia: durationOf(99) });
    expect((await client.registerMetrics({ metrica: again })).registradaAgora).toBe(false);
    expect((await client.getMetric({ idInteracao: 'i-1' })).latencia).toEqual(durationOf(12.5));
  });

  it('names every wrong field of a batch at once', async () => {
    const bad = metrica('i-1', { ocorridaEm: undefined, nota: 6 });
    const error = await client
      .batchRegisterMetrics({ metricas: [metrica('ok'), bad] })
      .catch((e: unknown) => e);
    if (!(error instanceof RemoteError)) throw new Error('expected a refusal');
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    const [, detail] = statusDetailsOf(error.metadata)?.details ?? [];
    const { fieldViolations } = BadRequest.decode(detail?.value ?? Buffer.alloc(0));
    expect(fieldViolations.map(({ field }) => field).sort()).toEqual([
      'metricas[1].nota',
      'metricas[1].ocorrida_em',
    ]);
  });

  it('keeps nothing of a batch with a wrong item', async () => {
    const bad = metrica('i-2', { idInteracao: '' });
    await expect(client.batchRegisterMetrics({ metricas: [metrica('i-1'), bad] })).rejects.toThrow(
      'id_interacao',
    );
    await expect(client.getMetric({ idInteracao: 'i-1' })).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('counts learners once per day of São Paulo', async () => {
    await client.batchRegisterMetrics({
      metricas: [
        metrica('1', { ocorridaEm: new Date('2026-03-03T01:00:00Z') }),
        metrica('2', { ocorridaEm: new Date('2026-03-02T15:00:00Z') }),
        metrica('3', { ocorridaEm: new Date('2026-03-03T03:00:00Z'), idUsuario: 'aluno-2' }),
        metrica('4', { ocorridaEm: new Date('2026-03-03T04:00:00Z'), idUsuario: '' }),
      ],
    });
    const { linhas } = await client.listActiveLearners({ ...SEM_FILTRO, periodo: Periodo.PERIODO_DIA });
    expect(linhas).toEqual([
      { inicio: '2026-03-02', alunos: 1n, perguntas: 2n },
      { inicio: '2026-03-03', alunos: 1n, perguntas: 2n },
    ]);
  });

  it('pages through the counts and tells their total', async () => {
    await client.batchRegisterMetrics({
      metricas: ['a', 'b', 'c'].map((idCurso, i) => metrica(`i-${i}`, { idCurso })),
    });
    const query = { ...SEM_FILTRO, porAula: false, pageSize: 2 };
    const first = await client.listQuestionCounts({ ...query, pageToken: '' });
    expect(first.linhas.map(({ idCurso }) => idCurso)).toEqual(['a', 'b']);
    expect(first.total).toBe(3n);
    const second = await client.listQuestionCounts({ ...query, pageToken: first.nextPageToken });
    expect(second.linhas.map(({ idCurso }) => idCurso)).toEqual(['c']);
    expect(second.nextPageToken).toBe('');
  });

  it('refuses a page token of its own making only', async () => {
    const query = { ...SEM_FILTRO, porAula: false, pageSize: 2, pageToken: 'xyz' };
    await expect(client.listQuestionCounts(query)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('tells the quality of answers, ratings included', async () => {
    await client.registerMetrics({ metrica: metrica('i-1') });
    await client.rateInteraction({ idInteracao: 'i-1', nota: 5 });
    expect(await client.getAnswerQuality(SEM_FILTRO)).toMatchObject({
      respostas: 1n,
      latenciaP50: durationOf(12.5),
      satisfacao: 1,
      notaMedia: 5,
      parcelaOffline: 1,
    });
  });

  it('exports CSV that a spreadsheet does not run', async () => {
    await client.batchRegisterMetrics({
      metricas: [metrica('i-1', { idUsuario: '-aluno' }), metrica('i-2', { nota: 3 })],
    });
    const pieces: Buffer[] = [];
    const types: string[] = [];
    for await (const { data, contentType } of client.exportMetrics(SEM_FILTRO)) {
      pieces.push(data);
      types.push(contentType);
    }
    expect(types[0]).toContain('text/csv');
    expect(Buffer.concat(pieces).toString().split('\r\n')).toEqual([
      'id_interacao,id_usuario,id_curso,id_aula,ocorrida_em,latencia_ms,offline,encontrou,tokens_entrada,tokens_saida,modelo,nota',
      "i-1,'-aluno,botanica,folhas,2026-03-02T12:00:00.000Z,12.5,true,true,0,0,bm25-pt,",
      'i-2,aluno-1,botanica,folhas,2026-03-02T12:00:00.000Z,12.5,true,true,0,0,bm25-pt,3',
      '',
    ]);
  });

  it('tells its own status', async () => {
    expect(await client.getStatus({})).toMatchObject({ servico: 'insights', pronto: true, dependencias: [] });
  });
});
