import type { CleanUp } from './clean-up.js';

/** What every section of the benchmark is given. */
export interface BenchContext {
  /** Where folders of services are made. */
  readonly folder: string;
  readonly cleanUp: CleanUp;
  /** Another step begins. */
  step(label: string): void;
}
