import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, type EnvReader } from '../config/env-reader.js';
import { workspaceRoot } from '../config/workspace-root.js';
import { ALGORITHMS, type Algorithm, algorithmsOf } from './algorithms.js';

/** Where the keys come from that tokens are checked against. */
export type KeySource =
  | { readonly kind: 'development'; readonly keysDir: string }
  | { readonly kind: 'file'; readonly publicKey: KeyObject }
  | { readonly kind: 'jwks'; readonly url: string; readonly ttlSeconds: number };

/** Whose tokens count, and for whom. It holds addresses and public keys, never a secret. */
export interface AuthConfig {
  /** `iss` that a token must have. */
  readonly issuer: string;
  /** One of the token's `aud`. */
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  /** Name of the claim with the roles; dots lead into objects. */
  readonly rolesClaim: string;
  /** By how much `exp` and `nbf` may miss our clock. */
  readonly clockToleranceSeconds: number;
  readonly keys: KeySource;
  /** Absolute path of this service's own token, when the issuer is not the development one. */
  readonly serviceTokenFile: string | undefined;
}

const FOR_ANY_ISSUER: readonly Algorithm[] = ['ES256', 'RS256', 'EdDSA'];
const FOR_DEVELOPMENT: readonly Algorithm[] = ['ES256'];

/**
 * Reads the `AUTH__*` variables. Without an issuer of the operator's own, the development issuer keeps its key in
 * `keys/` below the data folder. Relative paths count from the workspace root.
 *
 * @throws ConfigError naming the variable that can't be taken; a key file is read here, so that a bad one stops the
 * start
 */
export function loadAuthConfig(reader: EnvReader, dataDir: string): AuthConfig {
  const keys = loadKeySource(reader, dataDir);
  return Object.freeze({
    issuer: reader.string('AUTH__ISSUER', 'https://trilha.local'),
    audience: reader.string('AUTH__AUDIENCE', 'trilha'),
    algorithms: Object.freeze(loadAlgorithms(reader, keys)),
    rolesClaim: reader.string('AUTH__ROLES_CLAIM', 'roles'),
    clockToleranceSeconds: reader.integer('AUTH__CLOCK_TOLERANCE', 5, { min: 0, max: 300 }),
    keys: Object.freeze(keys),
    serviceTokenFile: loadServiceTokenFile(reader, keys),
  });
}

function loadKeySource(reader: EnvReader, dataDir: string): KeySource {
  const url = reader.url('AUTH__JWKS_URL', ['https:', 'http:']);
  const file = reader.optional('AUTH__PUBLIC_KEY_FILE');
  const ttlSeconds = reader.integer('AUTH__JWKS_TTL', 300, { min: 1, max: 86_400 });
  if (url !== undefined && file !== undefined) {
    throw new ConfigError('AUTH__JWKS_URL, AUTH__PUBLIC_KEY_FILE: both are set, set one of them');
  }
  if (url !== undefined) {
    const { username, password } = new URL(url);
    // fetch takes no such URL, and it would be a secret in the configuration.
    if (username !== '' || password !== '') {
      reader.refuse('AUTH__JWKS_URL', 'an URL without user and password');
    }
    return { kind: 'jwks', url, ttlSeconds };
  }
  if (file !== undefined) return { kind: 'file', publicKey: readPublicKey(reader, file) };
  return { kind: 'development', keysDir: join(dataDir, 'keys') };
}

function readPublicKey(reader: EnvReader, file: string): KeyObject {
  const refuse = (trouble: string): never =>
    reader.refuse(
      'AUTH__PUBLIC_KEY_FILE',
      `the path of a file with one public key in PEM (SPKI); ${trouble}`,
    );
  let pem: string;
  try {
    pem = readFileSync(resolve(workspaceRoot(), file), 'utf8').trim();
  } catch (error) {
    return refuse(`the file can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
  // Looked at before parsing: createPublicKey would also take a private key and derive the public one.
  if (!/^-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----$/.test(pem)) {
    return refuse('the file holds something else');
  }
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return refuse('the key in the file is garbled');
  }
  if (algorithmsOf(key).length === 0) {
    return refuse('the key is none of P-256, P-384, P-521, Ed25519, RSA of at least 2048 bits');
  }
  return key;
}

function loadAlgorithms(reader: EnvReader, keys: KeySource): readonly Algorithm[] {
  const name = 'AUTH__ALGORITHMS';
  const listed = reader.optional(name);
  const usual = keys.kind === 'development' ? FOR_DEVELOPMENT : FOR_ANY_ISSUER;
  const chosen =
    listed?.split(',').map(
      (text) =>
        ALGORITHMS.find((algorithm) => algorithm === text.trim()) ??
        // The list itself is what it takes: `none` and the HS algorithms are not on it.
        reader.refuse(name, `a list of ${ALGORITHMS.join(', ')}, with commas between`),
    ) ?? usual;
  const ofKey = keyAlgorithms(keys);
  if (!chosen.some((each) => ofKey.includes(each))) {
    reader.refuse(name, `a list with ${ofKey.join(' or ')}, which the key in use can verify`);
  }
  return chosen;
}

function keyAlgorithms(keys: KeySource): readonly Algorithm[] {
  if (keys.kind === 'jwks') return ALGORITHMS;
  return keys.kind === 'file' ? algorithmsOf(keys.publicKey) : FOR_DEVELOPMENT;
}

function loadServiceTokenFile(reader: EnvReader, keys: KeySource): string | undefined {
  const file = reader.optional('AUTH__SERVICE_TOKEN_FILE');
  if (file === undefined) return undefined;
  if (keys.kind === 'development') {
    throw new ConfigError(
      'AUTH__SERVICE_TOKEN_FILE: it needs AUTH__JWKS_URL or AUTH__PUBLIC_KEY_FILE; the development issuer gives every service its token',
    );
  }
  return resolve(workspaceRoot(), file);
}
