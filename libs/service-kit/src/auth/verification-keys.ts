import type { KeyObject } from 'node:crypto';
import type { CryptoKey, JWTHeaderParameters } from 'jose';

/** Keys that may have signed a token. */
export interface Candidates {
  readonly keys: readonly (KeyObject | CryptoKey)[];
  /** Milliseconds since 1970 from which these keys must be asked for again. */
  readonly trustedUntilMs: number;
}

export interface VerificationKeys {
  /**
   * Those that may fit the header of a token; none when it names a key we don't know.
   *
   * @throws DomainError CHAVES_INDISPONIVEIS
   */
  candidates(header: JWTHeaderParameters): Promise<Candidates>;
}

/** One key for good. A `kid` is no matter: the signature fits the key or it does not. */
export function singleKey(publicKey: KeyObject): VerificationKeys {
  const found: Candidates = { keys: [publicKey], trustedUntilMs: Number.POSITIVE_INFINITY };
  return { candidates: async () => found };
}
