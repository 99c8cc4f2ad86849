import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { CallFailed, type Transport } from './transport.js';

export interface StepResult {
  readonly rpc: string;
  readonly via: Transport['name'];
  readonly ok: boolean;
  /** Milliseconds of the RPC and what was read back after it. */
  readonly durationMs: number;
  /** Why it failed; empty when it did not. */
  readonly error: string;
}

/** What a scenario has: a way to call, and values that no run had before. */
export interface Run {
  readonly call: Transport;
  /** A new random text with this prefix: lower-case letters, digits and hyphens. */
  fresh(prefix: string): string;
  /**
   * Exercises one RPC and reads back what it did. The result is undefined when it failed; steps that need it fail in
   * {@link need}, so that one failure does not hide which others follow from it.
   */
  step<T>(method: string, work: () => Promise<T>): Promise<T | undefined>;
}

/** A scenario of one service: exercises every RPC it has. */
export interface Scenario {
  /** Full name, such as `trilha.cursos.v1.CursosService`. */
  readonly service: string;
  run(run: Run): Promise<void>;
}

/** The result of an earlier step that this one stands on. */
export function need<T>(value: T | undefined, step: string): T {
  if (value === undefined) throw new Error(`${step} failed before`);
  return value;
}

/** Fails the step when two values differ. */
export function expectEqual(got: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(got) === JSON.stringify(wanted)) return;
  throw new Error(`${what}: got ${JSON.stringify(got) ?? 'nothing'}, wanted ${JSON.stringify(wanted)}`);
}

/** Fails the step unless the call is refused with this code. */
export async function expectRefusal(call: Promise<unknown>, code: string): Promise<void> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) throw new Error(`answered, wanted ${code}`);
  if (!(error instanceof CallFailed) || error.code !== code) throw error;
}

/** Runs a scenario over one transport and gives one result per step, in order. */
export async function runScenario(
  scenario: Scenario,
  call: Transport,
  onResult: (result: StepResult) => void,
): Promise<void> {
  await scenario.run({
    call,
    fresh: (prefix) => `${prefix}-${randomBytes(5).toString('hex')}`,
    step: async (method, work) => {
      const startedAt = performance.now();
      const report = (error: string): void =>
        onResult({
          rpc: `${scenario.service}/${method}`,
          via: call.name,
          ok: error === '',
          durationMs: performance.now() - startedAt,
          error,
        });
      try {
        const value = await work();
        report('');
        return value;
      } catch (error) {
        report(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
  });
}
