import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { DomainError } from '@trilha/service-kit/base';

/** How late the event loop is. */
export interface LagWatch {
  /** Mean lateness in milliseconds over the last quarter of a second or so. */
  lagMs(): number;
  close(): void;
}

const RESOLUTION_MS = 10;
const WINDOW_MS = 250;
/** By then a queue that is no longer fed has drained. */
const RETRY_AFTER_MS = 2_000;

/** Watches this process. It costs no timer of its own: who asks looks when the last look is old. */
export function watchLag(): LagWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let lookedAt = performance.now();
  let lagMs = 0;
  return {
    lagMs() {
      const now = performance.now();
      if (now - lookedAt >= WINDOW_MS && histogram.count > 0) {
        lagMs = Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS);
        lookedAt = now;
        histogram.reset();
      }
      return lagMs;
    },
    close: () => void histogram.disable(),
  };
}

/**
 * Refuses work while the event loop is late: an answer now that says no is worth more than one that comes when nobody
 * waits any more, and those under way end sooner.
 *
 * @throws DomainError kind `unavailable`
 */
export function shedLoad(watch: LagWatch, maxLagMs: number): void {
  if (watch.lagMs() <= maxLagMs) return;
  throw new DomainError(
    'unavailable',
    'GATEWAY_SOBRECARREGADO',
    'Muitas requisições agora; tente de novo em instantes',
    {
      retryAfterMs: RETRY_AFTER_MS,
    },
  );
}
