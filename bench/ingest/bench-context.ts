import type { CleanUp } from './clean-up.js';

/** What every section of the benchmark is given. */
export interface BenchContext {
  /** Where folders of services are made. */
  readonly folder: string;
  readonly cleanUp: CleanUp;
  /** Where services lay a processor profile of each of their threads; they lay none when absent. */
  readonly profile: string | undefined;
  /** Another step begins. */
  step(label: string): void;
}
