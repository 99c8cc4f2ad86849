import { setTimeout as sleep } from 'node:timers/promises';
import { type BackoffOptions, backoffMs } from '@trilha/service-kit/base';
import type { Prazo } from '../app/ports.js';
import { failureOf, GeminiFailure } from './gemini-failure.js';

/**
 * The time that all attempts at one answer have together. Its signal is aborted when the caller goes away, when the time
 * is over, and by `close`, which ends whatever is still open.
 */
export class AttemptLimit {
  private readonly controller = new AbortController();
  private readonly endsAt: number;
  private readonly timer: NodeJS.Timeout;
  private readonly stop = (): void => this.controller.abort();

  constructor(
    private readonly prazo: Prazo,
    maxMs: number,
  ) {
    prazo.signal.throwIfAborted();
    const restanteMs = Math.min(prazo.restanteMs, maxMs);
    this.endsAt = performance.now() + restanteMs;
    this.timer = setTimeout(this.stop, restanteMs);
    prazo.signal.addEventListener('abort', this.stop);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get remainingMs(): number {
    return this.endsAt - performance.now();
  }

  close(): void {
    clearTimeout(this.timer);
    this.prazo.signal.removeEventListener('abort', this.stop);
    this.controller.abort();
  }

  /** What an error means here: the caller has gone, the time is over, or the other side failed. */
  explain(error: unknown): unknown {
    if (this.prazo.signal.aborted) return this.prazo.signal.reason;
    if (this.signal.aborted) return new GeminiFailure('TEMPO_ESGOTADO', { cause: error });
    return failureOf(error);
  }
}

export interface RetryOptions {
  /** Attempts in all. */
  readonly attempts: number;
  readonly backoff: BackoffOptions;
  /** 0 up to, and without, 1. */
  readonly random: () => number;
}

/**
 * Attempts until one succeeds, the attempts are used up, or a wait would not end within the limit. Waits grow with full
 * jitter and are never shorter than the other side asks for.
 *
 * @throws GeminiFailure of the last attempt, or the reason for which the caller went away
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  limit: AttemptLimit,
  { attempts, backoff, random }: RetryOptions,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      const failure = limit.explain(error);
      if (!(failure instanceof GeminiFailure) || !failure.repeatable || tried >= attempts) throw failure;
      const wait = Math.max(backoffMs(tried, random(), 0, backoff), failure.retryDelayMs);
      if (wait >= limit.remainingMs) throw failure;
      await sleep(wait, undefined, { signal: limit.signal }).catch((aborted: unknown) => {
        throw limit.explain(aborted);
      });
    }
  }
}
