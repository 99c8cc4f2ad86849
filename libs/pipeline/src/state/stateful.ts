/**
 * Something whose state belongs to the checkpoint: a model, a table of aggregates, a metric. Two of the same kind that
 * have seen the same events in the same order give the same bytes.
 */
export interface Stateful {
  /** The whole state; the bytes do not change afterwards. */
  save(): Uint8Array;
  /** Takes the place of the state that `save` gave; does not keep the bytes. */
  load(bytes: Uint8Array): void;
}

/** A state that is large and changes in small parts: only what changed goes into most checkpoints. */
export interface Incremental extends Stateful {
  /** What changed since the last `save`, `saveChanges`, `load` or `loadChanges`; the bytes do not change afterwards. */
  saveChanges(): Uint8Array;
  /** Brings a state forward by what `saveChanges` gave; does not keep the bytes. */
  loadChanges(bytes: Uint8Array): void;
}
