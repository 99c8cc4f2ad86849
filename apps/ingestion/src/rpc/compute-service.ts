import {
  type CommandEngine,
  type CommandStats,
  ComputeError,
  type EngineStats,
  type HistogramSnapshot,
} from '@trilha/pipeline/compute';
import {
  type CommandStats as CommandStatsMessage,
  ComputeServiceService,
  type DurationHistogram,
  type GetComputeStatsResponse,
} from '@trilha/proto-gen/ingestion';
import { bindService, type CallContext, type ServiceBinding } from '@trilha/service-kit';
import { invalidFields } from '@trilha/service-kit/base';
import { computacaoSemTempo, computacaoSobrecarregada, numeroGrandeDemais } from '../domain/errors.js';

/** ComputeService over the commands of the compute port. */
export function createComputeService(engine: Pick<CommandEngine<never>, 'run' | 'stats'>): ServiceBinding {
  return bindService(ComputeServiceService, {
    compute: async ({ n }, { signal }: CallContext) => {
      try {
        const { value } = await engine.run('compute', { n: Number(n) }, { signal });
        return { resultado: BigInt(value as number) };
      } catch (error) {
        throw refusalOf(error);
      }
    },
    getComputeStats: async () => statsOf(engine.stats()),
  });
}

/** A code of the protocol as a refusal of an RPC; what is no refusal stays what it is. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof ComputeError)) return error;
  const { code, message } = error;
  if (code === 'BAD_REQUEST')
    return invalidFields([{ field: 'n', description: message.replace(/^n: /, '') }]);
  if (code === 'TOO_LARGE') return numeroGrandeDemais(message);
  if (code === 'OVERLOADED') return computacaoSobrecarregada(message);
  if (code === 'DEADLINE_EXCEEDED') return computacaoSemTempo(message);
  return error;
}

const statsOf = ({ pool, commands, refused }: EngineStats): GetComputeStatsResponse => ({
  naFila: pool.queued,
  maximoNaFila: pool.maxQueue,
  threads: pool.threads,
  threadsIniciadas: pool.started,
  threadsOcupadas: pool.busy,
  comandos: Object.entries(commands).map(commandOf),
  porThread: pool.perThread.map(({ tasks, busyMs, busy }) => ({
    tarefas: BigInt(tasks),
    ocupadaMs: busyMs,
    ocupada: busy,
  })),
  recusados: BigInt(refused),
});

const commandOf = ([comando, { outcomes, queue, compute, io }]: [
  string,
  CommandStats,
]): CommandStatsMessage => ({
  comando,
  desfechos: Object.fromEntries(Object.entries(outcomes).map(([name, count]) => [name, BigInt(count)])),
  fila: histogramOf(queue),
  computacao: histogramOf(compute),
  io: histogramOf(io),
});

const histogramOf = ({ count, sum_ms, bounds_ms, counts }: HistogramSnapshot): DurationHistogram => ({
  contagem: BigInt(count),
  somaMs: sum_ms,
  limitesMs: [...bounds_ms],
  contagens: counts.map((inBucket) => BigInt(inBucket)),
});
