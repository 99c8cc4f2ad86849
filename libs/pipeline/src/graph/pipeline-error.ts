/** What can be wrong with a graph. */
export type FaultKind =
  | 'no-source'
  | 'duplicate-name'
  | 'unknown-node'
  | 'cycle'
  | 'kind-mismatch'
  | 'unreachable'
  | 'bad-state'
  | 'bad-option';

export interface Fault {
  readonly kind: FaultKind;
  /** The node to look at; undefined when it is the whole graph. */
  readonly node: string | undefined;
  readonly message: string;
}

/** A graph that cannot be run, with everything that is wrong with it. */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';

  constructor(
    readonly pipeline: string,
    readonly faults: readonly Fault[],
  ) {
    super(`pipeline ${pipeline} cannot be built:\n${faults.map(({ message }) => `- ${message}`).join('\n')}`);
  }
}
