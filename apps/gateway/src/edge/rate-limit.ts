import { DomainError } from '@trilha/service-kit/base';

/** Requests are counted over this long, so that as many seconds' worth may come at once. */
export const RATE_WINDOW_SECONDS = 5;
const WINDOW_MS = RATE_WINDOW_SECONDS * 1_000;
/** More than this many keys at a time share one quota: what is remembered stays bounded, whoever calls. */
const MAX_KEYS = 100_000;
/** The key of all others. */
const REST = '*';

export interface RateLimitOptions {
  /** Requests of one key, per second. */
  readonly perSecond: number;
  /** What a key is, told in the refusal: `usuario` or `endereco`. */
  readonly by: string;
  readonly maxKeys?: number;
}

/** What a key has left after a request. */
export interface Quota {
  /** Tells it as draft-ietf-httpapi-ratelimit-headers-07 spells it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Kind `overloaded`, with the time until the next window, when nothing was left for the request. */
  readonly refusal: DomainError | undefined;
}

/** Counts the requests of each key, in windows that begin with the first request of the key. */
export interface RateLimit {
  take(key: string): Quota;
}

interface Window {
  readonly endsAtMs: number;
  left: number;
}

export function createRateLimit({ perSecond, by, maxKeys = MAX_KEYS }: RateLimitOptions): RateLimit {
  const points = Math.ceil(perSecond * RATE_WINDOW_SECONDS);
  /** All as long, and so in the order in which they end. */
  const windows = new Map<string, Window>();
  const windowOf = (key: string, nowMs: number): Window => {
    const current = windows.get(key);
    if (current !== undefined && current.endsAtMs > nowMs) return current;
    for (const [old, { endsAtMs }] of windows) {
      if (endsAtMs > nowMs) break;
      windows.delete(old);
    }
    if (windows.size >= maxKeys && key !== REST) return windowOf(REST, nowMs);
    const next = { endsAtMs: nowMs + WINDOW_MS, left: points };
    windows.set(key, next);
    return next;
  };
  return {
    take(key) {
      const nowMs = performance.now();
      const window = windowOf(key, nowMs);
      const resetMs = window.endsAtMs - nowMs;
      const refusal = window.left > 0 ? undefined : tooMany(by, Math.max(1, Math.round(resetMs)));
      if (refusal === undefined) window.left -= 1;
      return new Spent(points, window.left, resetMs, refusal);
    },
  };
}

/** A quota whose headers are made when they are read: calls without any to send read none. */
class Spent implements Quota {
  constructor(
    private readonly points: number,
    private readonly left: number,
    private readonly resetMs: number,
    readonly refusal: DomainError | undefined,
  ) {}

  get headers(): Quota['headers'] {
    return {
      'ratelimit-limit': `${this.points}, ${this.points};w=${RATE_WINDOW_SECONDS}`,
      'ratelimit-remaining': String(this.left),
      'ratelimit-reset': String(Math.ceil(this.resetMs / 1000)),
    };
  }
}

const tooMany = (by: string, retryAfterMs: number): DomainError =>
  new DomainError(
    'overloaded',
    'LIMITE_DE_REQUISICOES',
    'Requisições demais; espere um pouco e tente de novo',
    {
      metadata: { por: by },
      retryAfterMs,
    },
  );
