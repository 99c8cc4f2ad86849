import { DomainError } from '@trilha/service-kit/base';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Requests are counted over this long, so that as many seconds' worth may come at once. */
export const RATE_WINDOW_SECONDS = 5;
/** More than this many keys in one window share what is left: what is remembered stays bounded, whoever calls. */
const MAX_KEYS = 100_000;
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

/** Counts the requests of each key. */
export interface RateLimit {
  take(key: string): Promise<Quota>;
}

export function createRateLimit({ perSecond, by, maxKeys = MAX_KEYS }: RateLimitOptions): RateLimit {
  const points = Math.ceil(perSecond * RATE_WINDOW_SECONDS);
  const limiter = new RateLimiterMemory({ points, duration: RATE_WINDOW_SECONDS });
  const bounded = boundKeys(maxKeys, RATE_WINDOW_SECONDS * 1000);
  return {
    async take(key) {
      try {
        return new Spent(points, await limiter.consume(bounded(key)), undefined);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        return new Spent(points, refused, tooMany(by, Math.max(1, refused.msBeforeNext)));
      }
    },
  };
}

/** A quota whose headers are made when they are read: native calls read none. */
class Spent implements Quota {
  constructor(
    private readonly points: number,
    private readonly left: RateLimiterRes,
    readonly refusal: DomainError | undefined,
  ) {}

  get headers(): Quota['headers'] {
    return {
      'ratelimit-limit': `${this.points}, ${this.points};w=${RATE_WINDOW_SECONDS}`,
      'ratelimit-remaining': String(this.left.remainingPoints),
      'ratelimit-reset': String(Math.ceil(this.left.msBeforeNext / 1000)),
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

/** The key itself while there is room in this window, else the one that all others share. */
function boundKeys(max: number, windowMs: number): (key: string) => string {
  let began = Date.now();
  let seen = new Set<string>();
  return (key) => {
    if (Date.now() - began >= windowMs) {
      began = Date.now();
      seen = new Set();
    }
    if (seen.has(key)) return key;
    if (seen.size >= max) return REST;
    seen.add(key);
    return key;
  };
}
