import type { KeyObject } from 'node:crypto';
import type { CryptoKey, JWTHeaderParameters } from 'jose';
import { algorithmsOf } from './algorithms.js';

/** Keys that may have signed a token. */
export interface Candidates {
  readonly keys: readonly (KeyObject | CryptoKey)[];
  /** Milliseconds since 1970 from which these keys must be asked for again. */
  readonly trustedUntilMs: number;
}

export interface VerificationKeys {
  /**
   * Those that fit the header of a token; none when it was signed with a key we don't know.
   *
   * @throws DomainError CHAVES_INDISPONIVEIS
   */
  candidates(header: JWTHeaderParameters): Promise<Candidates>;
}

/** One key for good. A `kid` is no matter: the signature fits the key or it does not. */
export function singleKey(publicKey: KeyObject): VerificationKeys {
  const algorithms: readonly string[] = algorithmsOf(publicKey);
  const found: Candidates = { keys: [publicKey], trustedUntilMs: Number.POSITIVE_INFINITY };
  const none: Candidates = { ...found, keys: [] };
  return { candidates: async ({ alg }) => (algorithms.includes(alg) ? found : none) };
}
