/** One benchmark: measures, prints its report on stdout, and its progress on stderr. */
export interface Bench {
  readonly name: string;
  /** One line for the list of benchmarks. */
  readonly summary: string;
  /**
   * @throws ArgumentError when it can't take its arguments
   * @throws InvalidRun when what it measured can't be trusted; a target that is missed is no such case
   */
  run(args: readonly string[]): Promise<void>;
}

/** Arguments that can't be taken: one line, exit code 2. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** A run whose figures mean nothing, such as one with failed calls: one line, exit code 1. */
export class InvalidRun extends Error {
  override readonly name = 'InvalidRun';
}
