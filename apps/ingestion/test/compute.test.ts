import { ComputeClient } from '@trilha/pipeline/compute';
import { ComputeServiceService } from '@trilha/proto-gen/ingestion';
import { type Client, createClient, createMetrics, startService } from '@trilha/service-kit';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '@trilha/service-kit/testing';
import { publicarComputacao } from '../src/adapters/publicar-computacao.js';
import { type Compute, openCompute } from '../src/compute/open-compute.js';
import type { StatsMessage } from '../src/compute/stats-message.js';
import { createComputeService } from '../src/rpc/compute-service.js';
import { computeWorker } from './bundled-worker.js';
import { camposDe, dizQuandoVoltar, falhaDe, motivoDe } from './start-ingestion.js';

const worker = computeWorker();
/** The largest count takes a second or so: as good as for ever beside what a test does meanwhile. */
const LONG = 1_000_000_000;

let compute: Compute;
let tcp: ComputeClient;
let rpc: Client<typeof ComputeServiceService>;
let closables: { close(): unknown }[];

const start = async (options: { workers?: number; maxQueue?: number } = {}): Promise<void> => {
  const { workers = 1, maxQueue } = options;
  const host = '127.0.0.1';
  compute = await openCompute({ host, port: 0, workers, maxQueue, worker, onFault: () => {} });
  tcp = await ComputeClient.connect({ host, port: compute.server.port });
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [createComputeService(compute.engine)],
  });
  rpc = createClient(ComputeServiceService, `${host}:${server.port}`, {
    ...testClientConfig,
    name: 'ingestion',
    maxRetries: 0,
  });
  closables = [tcp, rpc, server, compute.server, compute.pool];
};
const busy = async (): Promise<void> => {
  while (compute.pool.stats().busy === 0) await new Promise((resolve) => setImmediate(resolve));
};

afterEach(async () => {
  for (const closable of closables) await closable.close();
});

describe('the compute port', () => {
  it.each([
    [0, 0],
    [500_000, 41_538],
    [10_000_000, 664_579],
  ])('counts the primes up to %d', async (n, primes) => {
    await start();
    expect(await tcp.call('compute', { n })).toBe(primes);
  });

  it.each([
    [{}, 'BAD_REQUEST'],
    [{ n: -1 }, 'BAD_REQUEST'],
    [{ n: 1.5 }, 'BAD_REQUEST'],
    [{ n: '10' }, 'BAD_REQUEST'],
    [{ n: LONG + 1 }, 'TOO_LARGE'],
    [{ n: 1e300 }, 'TOO_LARGE'],
  ])('refuses %j with %s', async (fields, code) => {
    await start();
    await expect(tcp.call('compute', fields)).rejects.toMatchObject({ code });
  });

  it('tells its queue, its threads and what each command took, in one message', async () => {
    await start({ workers: 2, maxQueue: 7 });
    await tcp.call('compute', { n: 1_000 });
    const stats = (await tcp.call('stats')) as StatsMessage;
    expect(stats).toMatchObject({
      queue_length: 0,
      max_queue: 7,
      workers: 2,
      workers_started: 1,
      workers_busy: 0,
      commands: {
        compute: {
          outcomes: { OK: 1 },
          queue_ms: { count: 1 },
          compute_ms: { count: 1 },
          io_ms: { count: 1 },
        },
        stats: { outcomes: {} },
      },
      per_worker: [{ tasks: 1, busy: false }],
      refused: 0,
    });
  });
});

describe('ComputeService', () => {
  it('runs the same command', async () => {
    await start();
    expect((await rpc.compute({ n: 500_000n })).resultado).toBe(41_538n);
  });

  it('names the field that is wrong', async () => {
    await start();
    expect(camposDe(await falhaDe(rpc.compute({ n: -1n })))).toEqual(['n']);
    expect(motivoDe(await falhaDe(rpc.compute({ n: BigInt(LONG) + 1n })))).toBe('NUMERO_GRANDE_DEMAIS');
  });

  it('shares threads and queue with the compute port', async () => {
    await start({ maxQueue: 0 });
    const long = tcp.call('compute', { n: LONG }).catch((error) => error.name);
    await busy();
    const refusal = await falhaDe(rpc.compute({ n: 10n }));
    expect([motivoDe(refusal), dizQuandoVoltar(refusal)]).toEqual(['COMPUTACAO_SOBRECARREGADA', true]);
    tcp.close();
    await long;
  });

  it('stops computing when its caller gives up', async () => {
    await start();
    const stop = new AbortController();
    const call = rpc.compute({ n: BigInt(LONG) }, { signal: stop.signal }).catch(() => 'given up');
    await busy();
    stop.abort();
    expect(await call).toBe('given up');
    while (compute.engine.stats().commands.compute?.outcomes.CANCELLED !== 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect((await rpc.compute({ n: 10n })).resultado).toBe(4n);
  });

  it('tells the same counts as the compute port', async () => {
    await start();
    await tcp.call('compute', { n: 1_000 });
    await rpc.compute({ n: 1_000n });
    const { comandos, threads, maximoNaFila, porThread, recusados } = await rpc.getComputeStats({});
    const counts = comandos.find(({ comando }) => comando === 'compute');
    expect([threads, maximoNaFila, recusados, porThread[0]?.tarefas]).toEqual([1, 1_024, 0n, 2n]);
    expect(counts?.desfechos).toEqual({ OK: 2n });
    expect([counts?.fila?.contagem, counts?.computacao?.contagem]).toEqual([2n, 2n]);
    expect(counts?.fila?.contagens.length).toBe((counts?.fila?.limitesMs.length ?? 0) + 1);
  });
});

describe('the metrics of computing', () => {
  it('are histograms whose buckets grow, and counts by outcome', async () => {
    await start();
    await tcp.call('compute', { n: 1_000 });
    await tcp.call('compute', { n: -1 }).catch(() => {});
    const metrics = createMetrics({ service: 'ingestion', version: '0' });
    publicarComputacao(metrics, () => compute.engine.stats());
    const text = await metrics.text();
    expect(text).toContain('trilha_compute_requests_total{command="compute",outcome="OK"} 1\n');
    expect(text).toContain('trilha_compute_requests_total{command="compute",outcome="BAD_REQUEST"} 1\n');
    for (const part of ['queue', 'compute', 'io']) {
      expect(text).toContain(`trilha_compute_${part}_seconds_bucket{command="compute",le="+Inf"} 1\n`);
      expect(text).toContain(`trilha_compute_${part}_seconds_count{command="compute"} 1\n`);
    }
    const buckets = [...text.matchAll(/compute_seconds_bucket\{command="compute",le="[^"]+"\} (\d+)/g)];
    const values = buckets.map(([, value]) => Number(value));
    expect(values).toEqual([...values].sort());
  });
});
