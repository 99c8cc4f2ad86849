import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, EnvReader } from '../config/env-reader.js';
import { FakeClock } from '../testing/index.js';
import { loadAuthConfig } from './auth-config.js';
import { issuerWith } from './development-issuer.js';
import { createTokenVerifier } from './token-verifier.js';

const names = { issuer: 'https://trilha.local', audience: 'trilha' };
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const issuer = issuerWith(privateKey, names);

describe('createTokenVerifier', () => {
  const clock = new FakeClock();
  const token = () => issuer.issue({ sub: 'ana', roles: ['aluno'], ttlSeconds: 3_600 }, clock.now());
  const open = (env: Environment) =>
    createTokenVerifier(loadAuthConfig(new EnvReader('cursos', env), '/nowhere'), clock);

  it('takes tokens that fit the key in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trilha-verifier-'));
    try {
      const file = join(folder, 'key.pem');
      await writeFile(file, publicKey.export({ type: 'spki', format: 'pem' }));
      const verifier = await open({ AUTH__PUBLIC_KEY_FILE: file });
      expect((await verifier.verify(await token())).sub).toBe('ana');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('takes tokens that fit a published key, until it was withdrawn for the time to live', async () => {
    let published: KeyObject[] = [publicKey];
    const server = createServer((_, response) => {
      response.end(JSON.stringify({ keys: published.map((key) => key.export({ format: 'jwk' })) }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
      const verifier = await open({ AUTH__JWKS_URL: url, AUTH__JWKS_TTL: '60' });
      const mine = await token();
      const first = await verifier.verify(mine);
      published = [];
      clock.advance(59_999);
      expect(verifier.verify(mine)).toBe(first);
      clock.advance(1);
      await expect(verifier.verify(mine)).rejects.toMatchObject({ reason: 'TOKEN_INVALIDO' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('opens while the issuer is away, and says so when a token comes', async () => {
    const verifier = await open({ AUTH__JWKS_URL: 'http://127.0.0.1:1/jwks' });
    await expect(verifier.verify(await token())).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'CHAVES_INDISPONIVEIS',
      details: { retryAfterMs: 1_000 },
    });
  });
});
