import { createPublicKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { isSubject, type Role } from './principal.js';
import { openSharedKey } from './shared-key.js';

export interface IssuerOptions {
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** `aud` of the tokens. */
  readonly audience: string;
  /** The claim that holds the roles; `roles` by default. */
  readonly rolesClaim?: string;
}

export interface TokenClaims {
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly ttlSeconds: number;
}

/** Makes the tokens of a platform that has no issuer of its own. */
export interface DevelopmentIssuer {
  /**
   * A token signed with ES256, valid from `now` on.
   *
   * @throws RangeError for a `sub` no verifier takes, or a lifetime that is no whole number of seconds above 0
   */
  issue(claims: TokenClaims, now: Date): Promise<string>;
  /** Verifies what this issuer signs. */
  readonly publicKey: KeyObject;
}

/**
 * The issuer whose key lies in this folder, made at the first start and shared by every process that opens the folder.
 * Whoever can read the folder can be anybody: it is for development and tests.
 *
 * @throws ConfigError when the key file is garbled; the error of the system when it can't be read or written
 */
export async function openDevelopmentIssuer(
  keysDir: string,
  options: IssuerOptions,
): Promise<DevelopmentIssuer> {
  return issuerWith(await openSharedKey(keysDir), options);
}

/** An issuer that signs with this P-256 key. */
export function issuerWith(
  privateKey: KeyObject,
  { issuer, audience, rolesClaim = 'roles' }: IssuerOptions,
): DevelopmentIssuer {
  return {
    publicKey: createPublicKey(privateKey),
    issue: async ({ sub, roles, ttlSeconds }, now) => {
      if (!isSubject(sub)) throw new RangeError('sub: no verifier takes it');
      if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds < 1) {
        throw new RangeError(`ttlSeconds: got ${ttlSeconds}, takes a whole number above 0`);
      }
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT({ [rolesClaim]: [...roles] })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(sub)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ttlSeconds)
        .sign(privateKey);
    },
  };
}
