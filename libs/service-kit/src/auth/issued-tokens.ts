import type { Clock } from '../base/index.js';
import type { DevelopmentIssuer } from './development-issuer.js';

const TTL_SECONDS = 60 * 60;
/** What is left of a token when the next one is made: longer than any call takes that carries it. */
const RENEW_MS = 10 * 60_000;

/** Gives the service's current token, which this issuer signs anew before each hour ends. */
export function issuedTokens(
  issuer: DevelopmentIssuer,
  service: string,
  clock: Clock,
): () => string | Promise<string> {
  let held: { readonly token: string; readonly renewAtMs: number } | undefined;
  let signing: Promise<string> | undefined;

  const sign = async (): Promise<string> => {
    try {
      const now = clock.now();
      const token = await issuer.issue({ sub: service, roles: ['servico'], ttlSeconds: TTL_SECONDS }, now);
      held = { token, renewAtMs: now.getTime() + TTL_SECONDS * 1000 - RENEW_MS };
      return token;
    } finally {
      signing = undefined;
    }
  };

  return () => {
    const nowMs = clock.now().getTime();
    if (held !== undefined && nowMs < held.renewAtMs) return held.token;
    signing ??= sign();
    return signing;
  };
}
