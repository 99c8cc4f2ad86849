import { generateKeyPairSync } from 'node:crypto';
import { issuerWith } from '../auth/development-issuer.js';
import type { Role } from '../auth/principal.js';
import { type TokenVerifier, verifierWith } from '../auth/token-verifier.js';
import { singleKey } from '../auth/verification-keys.js';
import type { Clock } from '../base/index.js';
import { systemClock } from '../lifecycle/system.js';

export interface TestAuth {
  readonly verifier: TokenVerifier;
  /** A token that the verifier takes; for an hour unless told otherwise. */
  tokenFor(claims: {
    readonly sub: string;
    readonly roles: readonly Role[];
    readonly ttlSeconds?: number;
  }): Promise<string>;
}

/** An issuer with a key of its own and the verifier of its tokens, all in memory. */
export function testAuth(clock: Clock = systemClock): TestAuth {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { issuer: 'https://testes.trilha.local', audience: 'trilha' };
  const issuer = issuerWith(privateKey, names);
  return {
    verifier: verifierWith(
      singleKey(issuer.publicKey),
      { ...names, algorithms: ['ES256'], rolesClaim: 'roles', clockToleranceSeconds: 0 },
      clock,
    ),
    tokenFor: ({ ttlSeconds = 3_600, ...claims }) => issuer.issue({ ...claims, ttlSeconds }, clock.now()),
  };
}
