import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@trilha/service-kit';
import type { RunningSystem } from '../../tools/launcher/testing/start-system.js';
import type { Workload } from '../../tools/launcher/testing/workloads.js';
import { InvalidRun } from '../bench.js';

/** Milliseconds after the kill. */
export interface Recovery {
  /** The first write that failed. */
  readonly refusedMs: number;
  /** The service answers its own readiness probe again. */
  readonly healthyMs: number;
  /** The first write after it that was acknowledged. */
  readonly acknowledgedMs: number;
}

/** Between two writes of the one who waits. */
const EVERY_MS = 10;
const PATIENCE_MS = 120_000;
/** Numbers of writes that no other run of this process uses. */
let next = 1_000_000;

/**
 * Kills a service and writes to it until it acknowledges again.
 *
 * @throws InvalidRun when it does not come back, or was not working before
 */
export async function killAndWait(
  system: RunningSystem,
  service: ServiceName,
  { write }: Workload,
): Promise<Recovery> {
  await write(next++).catch((error: Error) => {
    throw new InvalidRun(`${service} did not work before it was killed: ${error.message}`);
  });
  const pid = await system.pidOf(service);
  process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  const sinceKill = (): number => performance.now() - killedAt;
  const healthy = waitUntilReady(system.probePorts[service], sinceKill);
  let refusedMs: number | undefined;
  while (sinceKill() < PATIENCE_MS) {
    const acknowledged = await write(next++).then(
      () => true,
      () => false,
    );
    if (!acknowledged) refusedMs ??= sinceKill();
    // One that was under way at the kill may still be acknowledged.
    else if (refusedMs !== undefined) {
      const acknowledgedMs = sinceKill();
      return { refusedMs, healthyMs: await healthy, acknowledgedMs };
    }
    await pause(EVERY_MS);
  }
  throw new InvalidRun(
    refusedMs === undefined
      ? `no write failed after the kill of ${service}`
      : `${service} is not back after ${PATIENCE_MS / 1_000} s`,
  );
}

async function waitUntilReady(port: number, sinceKill: () => number): Promise<number> {
  while (sinceKill() < PATIENCE_MS) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return sinceKill();
    await pause(EVERY_MS);
  }
  return Number.NaN;
}
