import { type CryptoKey, createLocalJWKSet, errors, type JWTHeaderParameters } from 'jose';
import type { Clock } from '../base/index.js';
import { fetchJson } from './fetch-json.js';
import { chavesIndisponiveis } from './refusals.js';
import type { Candidates, VerificationKeys } from './verification-keys.js';

export interface RemoteKeySetOptions {
  /** Address of a JSON Web Key Set (RFC 7517). */
  readonly url: string;
  /** How long a set counts from the moment it was asked for. */
  readonly ttlMs: number;
  readonly clock: Clock;
  /** How long the issuer may take to answer; 3 s by default. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_000;
/** Between two questions that the set we hold did not force: an unknown key, or its second half of life. */
const COOLDOWN_MS = 30_000;
/** After the issuer failed and we hold no set. */
const RETRY_AFTER_FAILURE_MS = 1_000;
/** Keys tried for a token that does not name one of several that fit. */
const MAX_CANDIDATES = 4;

interface HeldSet {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly askedAtMs: number;
}

/**
 * The keys an issuer publishes. A set is never used past its time to live, so a key that the issuer withdrew is refused
 * by then. In the second half of that time it is renewed beside the work, so that an issuer may be down for a while.
 * Tokens with keys nobody published make the issuer be asked once per 30 s, however many there are.
 */
export class RemoteKeySet implements VerificationKeys {
  private held: HeldSet | undefined;
  private lastAskedMs = Number.NEGATIVE_INFINITY;
  private lastFailure: unknown;
  private asking: Promise<HeldSet> | undefined;

  constructor(private readonly options: RemoteKeySetOptions) {}

  async candidates(header: JWTHeaderParameters): Promise<Candidates> {
    const fresh = this.fresh();
    const set = fresh ?? (await this.askAtNeed());
    const found = await this.candidatesIn(set, header);
    if (fresh === undefined) return found;
    if (found.keys.length > 0) {
      this.renewAhead(fresh);
      return found;
    }
    // Perhaps the issuer has a new key.
    const newer = await this.askForMore();
    return newer === undefined ? found : this.candidatesIn(newer, header);
  }

  private fresh(): HeldSet | undefined {
    if (this.held === undefined) return undefined;
    const ageMs = this.nowMs() - this.held.askedAtMs;
    // A negative age, after the clock was set back, tells nothing.
    return ageMs >= 0 && ageMs < this.options.ttlMs ? this.held : undefined;
  }

  private async askAtNeed(): Promise<HeldSet> {
    const failedLately = this.lastFailure !== undefined && this.sinceAskedMs() < RETRY_AFTER_FAILURE_MS;
    if (failedLately && this.asking === undefined) {
      throw chavesIndisponiveis(RETRY_AFTER_FAILURE_MS, this.lastFailure);
    }
    try {
      return await this.ask();
    } catch (error) {
      throw chavesIndisponiveis(RETRY_AFTER_FAILURE_MS, error);
    }
  }

  /** A newer set, unless the issuer was asked lately or fails: then the one we hold has the last word. */
  private async askForMore(): Promise<HeldSet | undefined> {
    if (this.asking === undefined && this.sinceAskedMs() < COOLDOWN_MS) return undefined;
    return this.ask().catch(() => undefined);
  }

  private renewAhead(set: HeldSet): void {
    if (this.nowMs() - set.askedAtMs >= this.options.ttlMs / 2) void this.askForMore();
  }

  /** One question at a time; whoever comes meanwhile shares its answer. */
  private ask(): Promise<HeldSet> {
    this.asking ??= this.fetchSet().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async fetchSet(): Promise<HeldSet> {
    const { url, timeoutMs = TIMEOUT_MS } = this.options;
    const askedAtMs = this.nowMs();
    this.lastAskedMs = askedAtMs;
    try {
      const answer = await fetchJson(url, AbortSignal.timeout(timeoutMs));
      // It checks the shape of what it is given.
      const find = createLocalJWKSet(answer as Parameters<typeof createLocalJWKSet>[0]);
      this.lastFailure = undefined;
      this.held = { find, askedAtMs };
      return this.held;
    } catch (error) {
      this.lastFailure = error;
      throw error;
    }
  }

  private async candidatesIn(set: HeldSet, header: JWTHeaderParameters): Promise<Candidates> {
    return {
      keys: await keysFor(set, header),
      trustedUntilMs: set.askedAtMs + this.options.ttlMs,
    };
  }

  private sinceAskedMs(): number {
    return Math.abs(this.nowMs() - this.lastAskedMs);
  }

  private nowMs(): number {
    return this.options.clock.now().getTime();
  }
}

async function keysFor({ find }: HeldSet, header: JWTHeaderParameters): Promise<readonly CryptoKey[]> {
  try {
    return [await find(header)];
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return [];
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    const several: CryptoKey[] = [];
    for await (const key of error) {
      several.push(key);
      if (several.length === MAX_CANDIDATES) break;
    }
    return several;
  }
}
