import { decodeProtectedHeader, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import { type Clock, DomainError } from '../base/index.js';
import type { AuthConfig } from './auth-config.js';
import { isSubject, type Principal } from './principal.js';
import {
  tokenAindaNaoValido,
  tokenDeOutraAudiencia,
  tokenDeOutroEmissor,
  tokenExpirado,
  tokenInvalido,
  tokenSemSujeito,
} from './refusals.js';
import { rolesIn } from './roles-claim.js';
import type { VerificationKeys } from './verification-keys.js';

export type TokenRules = Pick<
  AuthConfig,
  'issuer' | 'audience' | 'algorithms' | 'rolesClaim' | 'clockToleranceSeconds'
>;

export interface VerifiedToken {
  readonly principal: Principal;
  /** Milliseconds since 1970 from which the key that signed it must be looked up again. */
  readonly trustedUntilMs: number;
}

/** The last moment that a Date can hold, in seconds since 1970. */
const LAST_SECOND = 8.64e12;

/**
 * Checks form, algorithm, signature and claims of a token, in this order.
 *
 * @throws DomainError, and nothing else
 */
export async function readSignedToken(
  token: string,
  rules: TokenRules,
  keys: VerificationKeys,
  clock: Clock,
): Promise<VerifiedToken> {
  try {
    const parts = token.split('.');
    if (parts.length !== 3 || !parts.every(isCanonical)) throw tokenInvalido();
    const header = readHeader(token, rules);
    const { keys: candidates, trustedUntilMs } = await keys.candidates(header);
    for (const key of candidates) {
      const payload = await payloadSignedWith(key, token, rules, clock);
      if (payload !== undefined) return { principal: principalOf(payload, rules), trustedUntilMs };
    }
    throw tokenInvalido();
  } catch (error) {
    throw refusalFor(error);
  }
}

/**
 * Base64url with no other spelling: decoders pass over blanks and over bits that the last character has to spare, and
 * by these a signed token could be altered.
 */
const isCanonical = (part: string): boolean =>
  part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;

/** Looks at the algorithm before any key is asked for, so that garbage costs nobody a request. */
function readHeader(token: string, { algorithms }: TokenRules): JWTHeaderParameters {
  const { alg, ...header } = decodeProtectedHeader(token);
  const allowed = algorithms.find((algorithm) => algorithm === alg);
  if (allowed === undefined) throw tokenInvalido();
  return { ...header, alg: allowed };
}

/** Undefined when another key signed it. */
async function payloadSignedWith(
  key: Parameters<typeof jwtVerify>[1],
  token: string,
  { issuer, audience, algorithms, clockToleranceSeconds }: TokenRules,
  clock: Clock,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: clockToleranceSeconds,
      currentDate: clock.now(),
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    throw error;
  }
}

function principalOf(payload: JWTPayload, { rolesClaim }: TokenRules): Principal {
  const { sub, exp = Number.NaN } = payload;
  if (!isSubject(sub)) throw tokenSemSujeito();
  if (!(exp <= LAST_SECOND)) throw tokenInvalido();
  return Object.freeze({ sub, roles: rolesIn(payload, rolesClaim), expiresAt: exp });
}

/** What else is thrown is about a token or a published key that nobody can read: it is refused like any other. */
function refusalFor(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWTExpired) return tokenExpirado();
  if (!(error instanceof errors.JWTClaimValidationFailed)) return tokenInvalido();
  switch (error.claim) {
    case 'iss':
      return tokenDeOutroEmissor();
    case 'aud':
      return tokenDeOutraAudiencia();
    case 'nbf':
      return error.reason === 'check_failed' ? tokenAindaNaoValido() : tokenInvalido();
    case 'exp':
      return tokenInvalido('O token não diz, em segundos, quando expira: falta "exp"');
    default:
      return tokenInvalido();
  }
}
