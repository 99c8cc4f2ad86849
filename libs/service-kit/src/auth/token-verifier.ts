import { createPublicKey } from 'node:crypto';
import type { Clock } from '../base/index.js';
import type { AuthConfig } from './auth-config.js';
import type { Principal } from './principal.js';
import { PrincipalCache } from './principal-cache.js';
import { tokenInvalido } from './refusals.js';
import { RemoteKeySet } from './remote-key-set.js';
import { openSharedKey } from './shared-key.js';
import { readSignedToken, type TokenRules } from './signed-token.js';
import { singleKey, type VerificationKeys } from './verification-keys.js';

/** Finds out whose token it is. */
export interface TokenVerifier {
  /**
   * Synchronous when the token was verified lately, so that a busy caller costs microseconds. A refusal is always a
   * rejection, never thrown at once, and never remembered. No refusal and no log shows the token.
   *
   * Rejects with DomainError, and nothing else: of kind `unauthenticated` with the reason TOKEN_INVALIDO,
   * TOKEN_EXPIRADO, TOKEN_AINDA_NAO_VALIDO, TOKEN_DE_OUTRO_EMISSOR, TOKEN_DE_OUTRA_AUDIENCIA or TOKEN_SEM_SUJEITO; of
   * kind `unavailable` with CHAVES_INDISPONIVEIS when the issuer does not tell its keys.
   */
  verify(token: string): Principal | Promise<Principal>;
}

/** Longer ones are refused unread: real tokens have 1 or 2 KiB. */
const MAX_TOKEN_CHARACTERS = 8 * 1024;
const MAX_CACHED = 10_000;

/**
 * A verifier for the keys that the configuration names; the development key is made if need be. Keys of a remote issuer
 * are fetched when the first token comes, so that a service starts without it.
 *
 * @throws ConfigError when the file of the development key is garbled
 */
export async function createTokenVerifier(config: AuthConfig, clock: Clock): Promise<TokenVerifier> {
  return verifierWith(await openKeys(config, clock), config, clock);
}

async function openKeys({ keys }: AuthConfig, clock: Clock): Promise<VerificationKeys> {
  switch (keys.kind) {
    case 'jwks':
      return new RemoteKeySet({ url: keys.url, ttlMs: keys.ttlSeconds * 1000, clock });
    case 'file':
      return singleKey(keys.publicKey);
    case 'development':
      return singleKey(createPublicKey(await openSharedKey(keys.keysDir)));
  }
}

/** A verifier for these keys. */
export function verifierWith(
  keys: VerificationKeys,
  rules: TokenRules,
  clock: Clock,
  maxCached = MAX_CACHED,
): TokenVerifier {
  const cache = new PrincipalCache(maxCached);
  const underWay = new Map<string, Promise<Principal>>();

  const verifyNow = async (token: string): Promise<Principal> => {
    try {
      const { principal, trustedUntilMs } = await readSignedToken(token, rules, keys, clock);
      const expiresMs = (principal.expiresAt + rules.clockToleranceSeconds) * 1000;
      cache.set(token, principal, Math.min(expiresMs, trustedUntilMs));
      return principal;
    } finally {
      underWay.delete(token);
    }
  };

  return {
    verify: (token) => {
      if (token.length > MAX_TOKEN_CHARACTERS) {
        return Promise.reject(tokenInvalido('O token é grande demais: o limite são 8 KiB'));
      }
      const known = cache.get(token, clock.now().getTime()) ?? underWay.get(token);
      if (known !== undefined) return known;
      const verifying = verifyNow(token);
      underWay.set(token, verifying);
      return verifying;
    },
  };
}
