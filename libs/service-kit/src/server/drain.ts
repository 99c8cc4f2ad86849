import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import type { ServerConfig } from '../config/server-config.js';
import type { IncomingCall } from './incoming-call.js';
import { shuttingDown } from './outcome.js';

/** For a cut call's status to reach its caller before the connections go. */
const LAST_WORDS_MS = 100;

/**
 * Stops a server: waits for load balancers to notice, refuses new calls, gives those in flight the grace, then ends what
 * is left with UNAVAILABLE. `tryShutdown` alone never ends while a stream is open.
 */
export async function drain(
  server: Server,
  open: ReadonlySet<IncomingCall>,
  { drainDelayMs, drainGraceMs }: Pick<ServerConfig, 'drainDelayMs' | 'drainGraceMs'>,
): Promise<void> {
  if (drainDelayMs > 0) await sleep(drainDelayMs);
  const stopped = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  if (await within(stopped, drainGraceMs)) return;
  for (const call of open) call.giveUp(shuttingDown());
  if (await within(stopped, LAST_WORDS_MS)) return;
  server.forceShutdown();
}

/** Whether something happens in time; leaves no timer behind. */
async function within(event: Promise<void>, ms: number): Promise<boolean> {
  const cancel = new AbortController();
  const late = sleep(ms, false, { signal: cancel.signal }).catch(() => false);
  const inTime = await Promise.race([event.then(() => true), late]);
  cancel.abort();
  return inTime;
}
