import { createPublicKey } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, EnvReader } from '../config/env-reader.js';
import { FakeClock } from '../testing/index.js';
import { loadAuthConfig } from './auth-config.js';
import { openDevelopmentIssuer } from './development-issuer.js';
import { createTokenVerifier } from './token-verifier.js';

const names = { issuer: 'https://trilha.local', audience: 'trilha' };

describe('the development issuer', () => {
  const clock = new FakeClock();
  let dataDir: string;
  let keysDir: string;
  const open = () => openDevelopmentIssuer(keysDir, names);

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'trilha-auth-'));
    keysDir = join(dataDir, 'data', 'keys');
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  it('makes tokens that a service with the same data folder takes', async () => {
    const config = loadAuthConfig(new EnvReader('cursos', {}), join(dataDir, 'data'));
    const token = await (await open()).issue(
      { sub: 'ana', roles: ['professor'], ttlSeconds: 60 },
      clock.now(),
    );
    const verifier = await createTokenVerifier(config, clock);
    expect((await verifier.verify(token)).roles).toEqual(new Set(['professor']));
  });

  it('puts the roles where the configuration looks for them', async () => {
    const reader = new EnvReader('cursos', { AUTH__ROLES_CLAIM: 'realm_access.roles' });
    const config = loadAuthConfig(reader, join(dataDir, 'data'));
    const issuer = await openDevelopmentIssuer(keysDir, config);
    const token = await issuer.issue({ sub: 'ana', roles: ['operador'], ttlSeconds: 60 }, clock.now());
    const verifier = await createTokenVerifier(config, clock);
    expect((await verifier.verify(token)).roles).toEqual(new Set(['operador']));
  });

  it('has one key for all that open it at the same moment', async () => {
    const opening = [open()];
    let ready = false;
    void opening[0]?.then(() => {
      ready = true;
    });
    // Some look before the first key is there, and have theirs ready after it.
    while (!ready && opening.length < 500) {
      opening.push(open());
      await new Promise((resolve) => setImmediate(resolve));
    }
    const opened = await Promise.all(opening);
    const keys = opened.map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }));
    expect(new Set(keys).size).toBe(1);
  });

  it('keeps its key from others, and leaves nothing else behind', async () => {
    await open();
    expect(await readdir(keysDir)).toEqual(['development-issuer.pem']);
    const { mode } = await stat(join(keysDir, 'development-issuer.pem'));
    expect(mode & 0o777).toBe(0o600);
    expect((await stat(keysDir)).mode & 0o777).toBe(0o700);
  });

  it('keeps its key for good', async () => {
    const before = (await open()).publicKey;
    const file = await readFile(join(keysDir, 'development-issuer.pem'), 'utf8');
    expect((await open()).publicKey.equals(before)).toBe(true);
    expect(createPublicKey(file).equals(before)).toBe(true);
  });

  it.each(['', 'garbled', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'refuses a key file that holds %j, and does not replace it',
    async (text) => {
      await open();
      const file = join(keysDir, 'development-issuer.pem');
      await chmod(file, 0o600);
      await writeFile(file, text);
      await expect(open()).rejects.toThrow(ConfigError);
      await expect(open()).rejects.toThrow(/^[^\n]*development-issuer\.pem: not a P-256 private key[^\n]*$/);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it.each([
    [{ sub: 'a b', roles: [], ttlSeconds: 60 }],
    [{ sub: 'a', roles: [], ttlSeconds: 0 }],
    [{ sub: 'a', roles: [], ttlSeconds: 1.5 }],
  ])('makes no token that nobody would take: %j', async (claims) => {
    await expect((await open()).issue(claims, clock.now())).rejects.toThrow(RangeError);
  });
});
