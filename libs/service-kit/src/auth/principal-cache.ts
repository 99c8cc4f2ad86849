import type { Principal } from './principal.js';

interface Entry {
  readonly principal: Principal;
  readonly endsAtMs: number;
}

/**
 * Who the tokens of late belong to; the one unused for longest goes first when it is full.
 *
 * The key is the token itself, not a hash of it: hashing would cost more than all else on this path, and what is only
 * in memory is as safe there as the requests it came with.
 */
export class PrincipalCache {
  // A Map keeps the order of insertion: the first entry is the one unused for longest.
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly maxEntries: number) {}

  get(token: string, nowMs: number): Principal | undefined {
    const entry = this.entries.get(token);
    if (entry === undefined) return undefined;
    this.entries.delete(token);
    if (nowMs >= entry.endsAtMs) return undefined;
    this.entries.set(token, entry);
    return entry.principal;
  }

  /** @param endsAtMs milliseconds since 1970 from which the entry no longer counts */
  set(token: string, principal: Principal, endsAtMs: number): void {
    this.entries.delete(token);
    if (this.entries.size >= this.maxEntries) {
      for (const unusedForLongest of this.entries.keys()) {
        this.entries.delete(unusedForLongest);
        break;
      }
    }
    this.entries.set(token, { principal, endsAtMs });
  }
}
