import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, EnvReader } from '../config/env-reader.js';
import { FakeClock } from '../testing/index.js';
import { loadAuthConfig } from './auth-config.js';
import { createServiceIdentity } from './service-identity.js';
import { createTokenVerifier } from './token-verifier.js';

describe('the identity of a service', () => {
  let folder: string;
  let clock: FakeClock;
  let tokenFile: string;
  let external: Environment;
  const configOf = (env: Environment) => loadAuthConfig(new EnvReader('cursos', env), folder);
  const open = (env: Environment) => createServiceIdentity(configOf(env), 'cursos', clock);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-identity-'));
    clock = new FakeClock();
    tokenFile = join(folder, 'token');
    const keyFile = join(folder, 'public.pem');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
    external = { AUTH__PUBLIC_KEY_FILE: keyFile };
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is its name, in the role of a service, to every other service of the same data folder', async () => {
    const token = await (await open({})).token();
    const verifier = await createTokenVerifier(configOf({}), clock);
    const { sub, roles } = await verifier.verify(token ?? '');
    expect([sub, roles]).toEqual(['cursos', new Set(['servico'])]);
  });

  it('signs one token for all who ask at the same moment, and gives it at once from then on', async () => {
    const identity = await open({});
    const tokens = await Promise.all([identity.token(), identity.token(), identity.token()]);
    expect(new Set(tokens).size).toBe(1);
    expect(identity.token()).toBe(tokens[0]);
  });

  it('renews its token ten minutes before the end of its hour', async () => {
    const identity = await open({});
    const first = await identity.token();
    clock.advance(50 * 60_000 - 1);
    expect(await identity.token()).toBe(first);
    clock.advance(1);
    const next = await identity.token();
    expect(next).not.toBe(first);
    clock.advance(11 * 60_000);
    const verifier = await createTokenVerifier(configOf({}), clock);
    expect((await verifier.verify(next ?? '')).sub).toBe('cursos');
  });

  it('is none with an issuer of others and no token file', async () => {
    expect((await open(external)).token()).toBeUndefined();
  });

  it('is the token in the file, and the next one when the file is replaced', async () => {
    await writeFile(tokenFile, 'um.um.um\n');
    const identity = await open({ ...external, AUTH__SERVICE_TOKEN_FILE: tokenFile });
    expect(identity.token()).toBe('um.um.um');
    await writeFile(tokenFile, 'dois.dois.dois\n');
    expect(identity.token()).toBe('um.um.um');
    clock.advance(5_000);
    expect(await identity.token()).toBe('dois.dois.dois');
    expect(identity.token()).toBe('dois.dois.dois');
  });

  it.each(['', 'half a token', 'a.b.c\nx-role: operador'])(
    'stays the last token while the file holds %j',
    async (text) => {
      await writeFile(tokenFile, 'um.um.um');
      const identity = await open({ ...external, AUTH__SERVICE_TOKEN_FILE: tokenFile });
      await writeFile(tokenFile, text);
      clock.advance(5_000);
      expect(await identity.token()).toBe('um.um.um');
    },
  );

  it('stays the last token while the file is gone', async () => {
    await writeFile(tokenFile, 'um.um.um');
    const identity = await open({ ...external, AUTH__SERVICE_TOKEN_FILE: tokenFile });
    await rm(tokenFile);
    clock.advance(5_000);
    expect(await identity.token()).toBe('um.um.um');
  });

  it('stops the start when the file has no token, without showing what it has', async () => {
    const env = { ...external, AUTH__SERVICE_TOKEN_FILE: tokenFile };
    await expect(open(env)).rejects.toThrow(/^AUTH__SERVICE_TOKEN_FILE: .*file can't be read \(ENOENT\)$/);
    await writeFile(tokenFile, 'segredo');
    await expect(open(env)).rejects.toThrow(/^AUTH__SERVICE_TOKEN_FILE: (?!.*segredo).*something else$/);
    const pasted = { ...external, AUTH__SERVICE_TOKEN_FILE: 'segredo.segredo.segredo' };
    await expect(open(pasted)).rejects.toThrow(/^AUTH__SERVICE_TOKEN_FILE: (?!.*segredo).*ENOENT\)$/);
  });
});
