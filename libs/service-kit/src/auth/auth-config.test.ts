import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError, type Environment, EnvReader } from '../config/env-reader.js';
import { loadAuthConfig } from './auth-config.js';

const load = (env: Environment) => loadAuthConfig(new EnvReader('cursos', env), '/dados');
const pem = (key: KeyObject): string | Buffer => key.export({ type: 'spki', format: 'pem' });

describe('loadAuthConfig', () => {
  let folder: string;
  const fileWith = async (text: string | Buffer): Promise<string> => {
    const file = join(folder, 'key.pem');
    await writeFile(file, text);
    return file;
  };
  const refusal = (env: Environment): string => {
    try {
      load(env);
      return 'taken';
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.message).not.toContain('\n');
      return error.message;
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-auth-config-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('has the documented defaults', () => {
    expect(load({})).toEqual({
      issuer: 'https://trilha.local',
      audience: 'trilha',
      algorithms: ['ES256'],
      rolesClaim: 'roles',
      clockToleranceSeconds: 5,
      keys: { kind: 'development', keysDir: join('/dados', 'keys') },
      serviceTokenFile: undefined,
    });
  });

  it('takes the key set of an issuer', () => {
    const { keys, algorithms } = load({ AUTH__JWKS_URL: 'https://emissor/jwks', AUTH__JWKS_TTL: '60' });
    expect(keys).toEqual({ kind: 'jwks', url: 'https://emissor/jwks', ttlSeconds: 60 });
    expect(algorithms).toEqual(['ES256', 'RS256', 'EdDSA']);
  });

  it('takes one public key from a file', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const { keys } = load({ AUTH__PUBLIC_KEY_FILE: await fileWith(pem(publicKey)) });
    expect(keys.kind === 'file' && keys.publicKey.equals(publicKey)).toBe(true);
  });

  it('refuses both sources at once by naming both', () => {
    expect(refusal({ AUTH__JWKS_URL: 'https://emissor/jwks', AUTH__PUBLIC_KEY_FILE: 'x' })).toBe(
      'AUTH__JWKS_URL, AUTH__PUBLIC_KEY_FILE: both are set, set one of them',
    );
  });

  it('refuses a file that is missing', () => {
    expect(refusal({ AUTH__PUBLIC_KEY_FILE: join(folder, 'none') })).toMatch(
      /^AUTH__PUBLIC_KEY_FILE: .*can't be read \(ENOENT\)$/,
    );
  });

  it('refuses a folder', () => {
    expect(refusal({ AUTH__PUBLIC_KEY_FILE: folder })).toMatch(/can't be read \(EISDIR\)$/);
  });

  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  it.each([
    ['nothing', '', 'holds something else'],
    ['a text', 'segredo', 'holds something else'],
    [
      'a private key',
      p256.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      'holds something else',
    ],
    [
      'a private key after the public one',
      `${pem(p256.publicKey)}${p256.privateKey.export({ type: 'pkcs8', format: 'pem' })}`,
      'holds something else',
    ],
    ['a garbled key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', 'is garbled'],
    [
      'a short RSA key',
      pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey) as string,
      'the key is none of',
    ],
    ['a key that can sign nothing', pem(generateKeyPairSync('x25519').publicKey) as string, 'none of P-256'],
  ])('refuses a file with %s, and shows none of it', async (_, text, trouble) => {
    const message = refusal({ AUTH__PUBLIC_KEY_FILE: await fileWith(text) });
    expect(message).toMatch(/^AUTH__PUBLIC_KEY_FILE: /);
    expect(message).toContain(trouble);
    expect(message).not.toMatch(/segredo|AAAA|MIG/);
  });

  it('takes a list of asymmetric algorithms', () => {
    const env = { AUTH__JWKS_URL: 'https://emissor/jwks', AUTH__ALGORITHMS: 'PS256, ES384' };
    expect(load(env).algorithms).toEqual(['PS256', 'ES384']);
  });

  it.each(['none', 'HS256', 'ES256,HS256', 'es256', 'ES256,', '__proto__'])(
    'refuses the algorithms %s',
    (list) => {
      const env = { AUTH__JWKS_URL: 'https://emissor/jwks', AUTH__ALGORITHMS: list };
      expect(refusal(env)).toMatch(/^AUTH__ALGORITHMS: got ".*", takes a list of ES256, ES384, /);
    },
  );

  it('refuses algorithms that the key can never verify', async () => {
    const file = await fileWith(pem(p256.publicKey));
    expect(refusal({ AUTH__PUBLIC_KEY_FILE: file, AUTH__ALGORITHMS: 'RS256' })).toContain('ES256');
    expect(refusal({ AUTH__ALGORITHMS: 'EdDSA' })).toContain('ES256');
  });

  it.each([
    [{ AUTH__JWKS_URL: 'ftp://emissor/jwks' }, 'AUTH__JWKS_URL: '],
    [{ AUTH__JWKS_URL: 'https://ana:segredo@emissor/jwks' }, 'AUTH__JWKS_URL: '],
    [{ AUTH__CLOCK_TOLERANCE: '301' }, 'AUTH__CLOCK_TOLERANCE: '],
    [{ AUTH__JWKS_TTL: '0' }, 'AUTH__JWKS_TTL: '],
    [{ AUTH__SERVICE_TOKEN_FILE: 'token' }, 'AUTH__SERVICE_TOKEN_FILE: '],
  ])('refuses %j by name, without the secret in it', (env, name) => {
    const message = refusal(env as Environment);
    expect(message.startsWith(name)).toBe(true);
    expect(message).not.toContain('segredo');
  });

  it('lets one service have a token file of its own', () => {
    const env = { AUTH__JWKS_URL: 'https://emissor/jwks', CURSOS__AUTH__SERVICE_TOKEN_FILE: '/segredos/t' };
    expect(load(env).serviceTokenFile).toBe('/segredos/t');
  });

  it('can be printed: it holds no key but a public one, and that without its bytes', async () => {
    const file = await fileWith(pem(p256.publicKey));
    const config = load({ AUTH__PUBLIC_KEY_FILE: file });
    expect(`${inspect(config, { depth: 9 })}${JSON.stringify(config)}`).not.toMatch(/BEGIN|MFkw/);
  });
});
