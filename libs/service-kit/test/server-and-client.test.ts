import { status } from '@grpc/grpc-js';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { type InsightsServiceService as Insights, InsightsServiceService } from '@trilha/proto-gen/insights';
import { MidiaServiceService } from '@trilha/proto-gen/midia';
import { BadRequest, ErrorInfo, RetryInfo } from '@trilha/proto-gen/rpc';
import { DomainError, invalidFields } from '../src/base/index.js';
import {
  bindService,
  type Client,
  createClient,
  createStatusHandler,
  type Implementation,
  RemoteError,
  type RunningService,
  startService,
  statusDetailsOf,
  systemClock,
} from '../src/index.js';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '../src/testing/index.js';

type Handlers = Implementation<typeof Insights>;

const running: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
});

const unexpected = async (): Promise<never> => {
  throw new Error('segredo interno');
};

async function* none(): AsyncIterable<never> {}

async function serve(
  handlers: Partial<Handlers>,
): Promise<{ server: RunningService; client: Client<typeof Insights> }> {
  const all: Handlers = {
    getStatus: createStatusHandler({ config: { service: 'insights', version: '1' }, clock: systemClock }),
    registerMetrics: unexpected,
    batchRegisterMetrics: unexpected,
    getMetric: unexpected,
    rateInteraction: unexpected,
    listQuestionCounts: unexpected,
    listActiveLearners: unexpected,
    getAnswerQuality: unexpected,
    exportMetrics: none,
    ...handlers,
  };
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [bindService(InsightsServiceService, all)],
  });
  running.push(server);
  return { server, client: connect(InsightsServiceService, server) };
}

function connect<const D extends Parameters<typeof createClient>[0]>(
  definition: D,
  { port }: { port: number },
) {
  const client = createClient(definition, `127.0.0.1:${port}`, {
    ...testClientConfig,
    name: 'insights',
  });
  running.push(client);
  return client;
}

const failureOf = async (promise: Promise<unknown>): Promise<RemoteError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RemoteError)) throw new Error(`expected a RemoteError, got ${String(error)}`);
  return error;
};

const detailOf = (error: RemoteError, type: string): Uint8Array => {
  const found = statusDetailsOf(error.metadata)?.details.find(({ typeUrl }) =>
    typeUrl.endsWith(`google.rpc.${type}`),
  );
  if (found === undefined) throw new Error(`no ${type} in the answer`);
  return found.value;
};

describe('a service behind its own client', () => {
  it('answers a unary call', async () => {
    const { client } = await serve({
      registerMetrics: async ({ metrica }) => ({
        idInteracao: metrica?.idInteracao ?? '',
        registradaAgora: true,
      }),
    });
    const metrica = {
      idInteracao: 'i-1',
      idUsuario: 'u',
      idCurso: 'c',
      idAula: '',
      ocorridaEm: undefined,
      latencia: undefined,
      offline: false,
      encontrou: true,
      tokensEntrada: 0,
      tokensSaida: 0,
      modelo: '',
    };
    expect(await client.registerMetrics({ metrica })).toEqual({ idInteracao: 'i-1', registradaAgora: true });
  });

  it('streams answers and stops the handler when the caller has enough', async () => {
    let stopped = false;
    const { client } = await serve({
      exportMetrics: async function* (_request, { signal }) {
        try {
          for (let i = 0; !signal.aborted; i++) {
            yield { contentType: 'text/csv', data: Buffer.from(String(i)), extensions: [] };
          }
        } finally {
          stopped = true;
        }
      },
    });
    const seen: string[] = [];
    for await (const { data } of client.exportMetrics({ filtro: undefined })) {
      seen.push(data.toString());
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['0', '1', '2']);
    while (!stopped) await new Promise((resolve) => setImmediate(resolve));
  });

  it('collects a stream of requests into one answer', async () => {
    const server = await startService({
      gatekeeper: everyoneIs(),
      server: testServerConfig,
      log: silentLog,
      services: [
        bindService(MidiaServiceService, {
          getStatus: unexpected,
          getMedia: unexpected,
          getMediaInfo: unexpected,
          deleteMedia: unexpected,
          downloadMedia: none,
          uploadMedia: async (parts) => {
            let size = 0n;
            for await (const { conteudo } of parts) size += BigInt(conteudo?.data.length ?? 0);
            return {
              id: 'm',
              idCurso: '',
              idAula: '',
              nome: '',
              tipoConteudo: '',
              tamanhoBytes: size,
              sha256: '',
              criadaEm: undefined,
              caminho: '',
            };
          },
        }),
      ],
    });
    running.push(server);
    const client = connect(MidiaServiceService, server);
    const parts = async function* () {
      for (let i = 0; i < 200; i++) {
        const conteudo = { contentType: '', data: Buffer.alloc(20_000), extensions: [] };
        yield { idCurso: 'c', idAula: '', nome: 'n', sha256: '', conteudo };
      }
    };
    expect((await client.uploadMedia(parts())).tamanhoBytes).toBe(4_000_000n);
  });

  it('turns a refusal into its status with google.rpc details', async () => {
    const { client } = await serve({
      getMetric: async () => {
        throw new DomainError('overloaded', 'FILA_CHEIA', 'Fila cheia', {
          retryAfterMs: 1_500,
          metadata: { fila: 'insights' },
        });
      },
    });
    const error = await failureOf(client.getMetric({ idInteracao: 'x' }));
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(error.message).toBe('Fila cheia');
    expect(ErrorInfo.decode(detailOf(error, 'ErrorInfo'))).toEqual({
      reason: 'FILA_CHEIA',
      domain: 'trilha',
      metadata: { fila: 'insights' },
    });
    expect(RetryInfo.decode(detailOf(error, 'RetryInfo')).retryDelay).toEqual({
      seconds: 1n,
      nanos: 500_000_000,
    });
  });

  it('names every wrong field at once', async () => {
    const fields = [
      { field: 'id_curso', description: 'vazio' },
      { field: 'filtro.de', description: 'depois de ate' },
    ];
    const { client } = await serve({
      getAnswerQuality: async () => {
        throw invalidFields(fields);
      },
    });
    const error = await failureOf(client.getAnswerQuality({ filtro: undefined }));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(BadRequest.decode(detailOf(error, 'BadRequest')).fieldViolations).toEqual(fields);
  });

  it('hides an unexpected error behind an opaque INTERNAL', async () => {
    const { client } = await serve({});
    const error = await failureOf(client.getMetric({ idInteracao: 'x' }));
    expect([error.code, error.message]).toEqual([status.INTERNAL, 'Erro interno']);
  });

  it('ends a stream that fails midway with its status', async () => {
    const { client } = await serve({
      exportMetrics: async function* () {
        yield { contentType: 'text/csv', data: Buffer.from('a'), extensions: [] };
        throw new DomainError('corrupt', 'ARQUIVO_CORROMPIDO', 'Arquivo corrompido');
      },
    });
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { data } of client.exportMetrics({ filtro: undefined })) seen.push(data.toString());
    };
    expect((await failureOf(read())).code).toBe(status.DATA_LOSS);
    expect(seen).toEqual(['a']);
  });

  it('gives up at its deadline and cancels the handler', async () => {
    let cancelled: () => void = () => {};
    const seen = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const { client } = await serve({
      getMetric: (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            cancelled();
            reject(signal.reason);
          });
        }),
    });
    const error = await failureOf(client.getMetric({ idInteracao: 'x' }, { timeoutMs: 50 }));
    expect(error.code).toBe(status.DEADLINE_EXCEEDED);
    await seen;
  });

  it('says UNAVAILABLE when nobody listens', async () => {
    const client = connect(InsightsServiceService, { port: 1 });
    expect((await failureOf(client.getMetric({ idInteracao: 'x' }, { timeoutMs: 2_000 }))).unreachable).toBe(
      true,
    );
  });

  it('tells watchers that it stops, and ends their stream', async () => {
    const { server } = await serve({});
    const health = connect(HealthService, server);
    const seen: Serving[] = [];
    const watching = (async () => {
      for await (const { status: state } of health.watch({ service: '' })) {
        seen.push(state);
        if (seen.length === 1) void server.close();
      }
    })();
    await watching;
    expect(seen).toEqual([Serving.SERVING, Serving.NOT_SERVING]);
  });

  it('knows its services by name, and no others', async () => {
    const { server } = await serve({});
    const health = connect(HealthService, server);
    expect(await health.check({ service: 'trilha.insights.v1.InsightsService' })).toEqual({
      status: Serving.SERVING,
    });
    expect((await failureOf(health.check({ service: 'outra' }))).code).toBe(status.NOT_FOUND);
  });

  it('refuses a port that is taken in one clear line', async () => {
    const { server } = await serve({});
    const second = startService({
      gatekeeper: everyoneIs(),
      server: { ...testServerConfig, port: server.port },
      log: silentLog,
      services: [],
    });
    await expect(second).rejects.toThrow(
      `GRPC__SERVER__PORT: 127.0.0.1:${server.port} cannot be bound: another process listens there; stop it or choose another port`,
    );
  });
});
