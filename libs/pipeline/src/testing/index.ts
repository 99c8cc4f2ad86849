export { type DurableLogFixture, durableLogContract } from '../log/durable-log.contract.js';
export { MemoryLog, type MemoryLogContent } from '../log/memory-log.js';
export { MemoryCheckpoints } from '../run/memory-checkpoints.js';
export { MemoryDeadLetters } from '../run/memory-dead-letters.js';
export { runPipeline, type TestRun, type TestRunOptions } from '../run/run-in-test.js';
export { storageContract } from '../storage/storage.contract.js';
export { FakeClock } from './fake-clock.js';
export type { Survival } from './memory-inode.js';
export {
  type CrashOptions,
  MemoryStorage,
  type MemoryStorageLies,
  StorageCrashed,
} from './memory-storage.js';
export { seededRandom } from './seeded-random.js';
