import type { KeyObject } from 'node:crypto';

/**
 * The signatures (RFC 7518, RFC 8037) that can be allowed. All are asymmetric: with HS256 whoever can verify a token
 * could also make one.
 */
export const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** RFC 7518, 3.3: shorter RSA keys must not be used. */
const MIN_RSA_BITS = 2048;

const OF_CURVE: Readonly<Record<string, Algorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** What this key can sign or verify; nothing for a key of another kind, or one that is too short. */
export function algorithmsOf(key: KeyObject): readonly Algorithm[] {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec': {
      const algorithm = OF_CURVE[namedCurve];
      return algorithm === undefined ? [] : [algorithm];
    }
    case 'rsa':
      return modulusLength < MIN_RSA_BITS ? [] : ALGORITHMS.filter((name) => /^[RP]S/.test(name));
    case 'ed25519':
      return ['EdDSA'];
    default:
      return [];
  }
}
