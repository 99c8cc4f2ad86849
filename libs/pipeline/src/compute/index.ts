export {
  type Command,
  type Commands,
  type CpuCommand,
  cpuCommand,
  type IoCommand,
  ioCommand,
} from './command.js';
export {
  type Answer,
  CommandEngine,
  type CommandEngineOptions,
  type EngineStats,
  type RunOptions,
} from './command-engine.js';
export type { CommandStats, Outcome } from './command-meter.js';
export type { Caller, Running } from './command-run.js';
export {
  ANSWER_MARGIN_MS,
  type ComputeCallOptions,
  ComputeClient,
  type ComputeClientOptions,
  ConnectionLost,
} from './compute-client.js';
export { COMPUTE_CODES, type ComputeCode, ComputeError } from './compute-error.js';
export { countPrimes } from './count-primes.js';
export { encodeFrame, type Frame, FrameSplitter, HEADER_BYTES } from './frame.js';
export { BUCKETS_MS, boundOfPercentile, type HistogramSnapshot } from './histogram.js';
export { type ComputeRequest, type Fields, isWhole, type RequestId, readRequest } from './message.js';
export { serveTasks } from './pool/serve-tasks.js';
export type { TaskListener, TaskResult } from './pool/task.js';
export { type PoolStats, type PoolTask, ThreadPool, type ThreadPoolOptions } from './pool/thread-pool.js';
export { ComputeServer, type ComputeServerOptions } from './server/compute-server.js';
export { type ComputeServerLimits, DEFAULT_LIMITS } from './server/server-limits.js';
