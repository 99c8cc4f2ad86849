export { type Clock, systemClock } from './clock.js';
export { buildPipeline, type Pipeline } from './graph/build-pipeline.js';
export type { Context } from './graph/context.js';
export { describePipeline } from './graph/describe-pipeline.js';
export { type Kind, kind, type ValueOf } from './graph/kind.js';
export { handler, sink, source } from './graph/make-node.js';
export type { Emitter, PipelineNode } from './graph/node.js';
export { type Fault, type FaultKind, PipelineError } from './graph/pipeline-error.js';
export { KeyIndex, type KeyIndexOptions } from './key-index/key-index.js';
export { KeyIndexCorrupt } from './key-index/key-run.js';
export type { DurableLog, LogRecord } from './log/durable-log.js';
export { LogBusy, LogClosed, LogCorrupt, LogFull } from './log/log-errors.js';
export { LogFollower, type LogFollowerOptions } from './log/log-follower.js';
export { LENGTH_BYTES, PackedRecords, type Records } from './log/packed-records.js';
export type { SegmentProgress } from './log/segment.js';
export { SegmentedLog, type SegmentedLogOptions } from './log/segmented-log.js';
export type { RunSnapshot, RunState } from './run/accounting.js';
export type { Backoff } from './run/attempt.js';
export { DECODE, type DeadLetter, type DeadLetters, Reject, UNTAKEN } from './run/dead-letter.js';
export type { CheckpointStore as Checkpoints, FinalisedBatch, FinalisedSpan } from './run/finalised.js';
export { inWorker } from './run/in-worker.js';
export { DEAD, FINALISED } from './run/micro-batch.js';
export { PipelineFailed, PipelineRun, type StartOptions } from './run/pipeline-run.js';
export { isMarked, markReplay, type UnmarkedRecord, unmark } from './run/record-mark.js';
export { replay } from './run/replay.js';
export type { RunOptions } from './run/run-options.js';
export { CheckpointClosed, CheckpointCorrupt, CheckpointMismatch } from './state/checkpoint-errors.js';
export {
  type CheckpointParts,
  CheckpointStore,
  type CheckpointStoreOptions,
  type RestoreOptions,
} from './state/checkpoint-store.js';
export { KeyedTable } from './state/keyed-table.js';
export { RowCache } from './state/row-cache.js';
export type { Incremental, Stateful } from './state/stateful.js';
export { FolderStorage } from './storage/folder-storage.js';
export type { Storage, StorageLock, StoredFile } from './storage/storage.js';
export { FileMissing, StorageFull, StorageLocked } from './storage/storage-errors.js';
export { CursorFile, type CursorStore, type StoredCursors } from './triggers/files/cursor-store.js';
export type { FileCursor } from './triggers/files/file-cursor.js';
export { FolderWatch, type FolderWatchOptions, type RowOrigin } from './triggers/files/folder-watch.js';
export { LogRowIntake, type LogRowIntakeOptions } from './triggers/files/log-row-intake.js';
export type { Row } from './triggers/files/row.js';
export type { RowIntake } from './triggers/files/row-intake.js';
export { type Appended, Busy, Intake, type IntakeOptions } from './triggers/intake.js';
export { Timer, type TimerOptions } from './triggers/timer.js';
