import type { Call } from './log-line.js';

/** Requests whose failures are followed through the services; more are only counted. */
const MAX_FOLLOWED = 20_000;

/** Failed requests with the same beginning and the same end. */
export interface Cause {
  /** The failure that came first. */
  readonly first: Call;
  /** Where the failure was seen last, that is furthest out; the first itself when nobody passed it on. */
  readonly seenAs: Call;
  readonly requests: number;
}

/** Texts that stand in many lines and are kept once. */
const MAX_SHARED = 5_000;

interface Chain {
  first: Call;
  last: Call;
}

/**
 * Finds what made requests fail. A failure travels outwards, and the inner call ends before the outer one, so the call
 * of a correlation id that failed earliest is the cause and the latest is what the caller saw. Services write to
 * files of their own, in any order here.
 */
export class FirstCauses {
  private readonly chains = new Map<string, Chain>();
  private readonly shared = new Map<string, string>();
  /** Failed calls of requests beyond the bound. */
  notFollowed = 0;

  constructor(private readonly maxFollowed = MAX_FOLLOWED) {}

  /** @param call one that failed */
  add(call: Call): void {
    if (call.correlationId === '') return;
    const chain = this.chains.get(call.correlationId);
    if (chain !== undefined) {
      if (endedBefore(call, chain.first)) chain.first = this.compact(call);
      if (endedBefore(chain.last, call)) chain.last = this.compact(call);
    } else if (this.chains.size < this.maxFollowed) {
      const compact = this.compact(call);
      this.chains.set(call.correlationId, { first: compact, last: compact });
    } else this.notFollowed += 1;
  }

  private compact(call: Call): Call {
    const { service, method, status, why } = call;
    return {
      ...call,
      service: this.share(service),
      method: this.share(method),
      status: this.share(status),
      why: why === undefined ? undefined : this.share(why),
    };
  }

  private share(text: string): string {
    const known = this.shared.get(text);
    if (known !== undefined) return known;
    if (this.shared.size < MAX_SHARED) this.shared.set(text, text);
    return text;
  }

  /** The most frequent first. */
  causes(): readonly Cause[] {
    const groups = new Map<string, { first: Call; seenAs: Call; requests: number }>();
    for (const { first, last } of this.chains.values()) {
      const key = JSON.stringify([kindOf(first), first.why, kindOf(last)]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { first, seenAs: last, requests: 1 });
      else group.requests += 1;
    }
    return [...groups.values()].sort((a, b) => b.requests - a.requests);
  }
}

const kindOf = ({ service, method, status }: Call): readonly string[] => [service, method, status];

/** Within one millisecond the shorter call is the inner one. */
const endedBefore = (a: Call, b: Call): boolean =>
  a.time === b.time ? a.durationMs < b.durationMs : a.time < b.time;
