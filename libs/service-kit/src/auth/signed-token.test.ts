import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { DomainError } from '../base/index.js';
import { FakeClock } from '../testing/index.js';
import type { Algorithm } from './algorithms.js';
import { readSignedToken, type TokenRules } from './signed-token.js';
import { singleKey } from './verification-keys.js';

const clock = new FakeClock();
const nowSeconds = clock.now().getTime() / 1000;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rules: TokenRules = {
  issuer: 'https://trilha.local',
  audience: 'trilha',
  algorithms: ['ES256', 'RS256', 'EdDSA'],
  rolesClaim: 'roles',
  clockToleranceSeconds: 5,
};
const claims = { iss: rules.issuer, aud: 'trilha', sub: 'aluno-1', exp: nowSeconds + 60, roles: ['aluno'] };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token put together by hand, so that it may be what no library would make. */
function craft(
  header: object,
  payload: unknown,
  signature: (signed: string) => Buffer = es256(ec.privateKey),
): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${signature(signed).toString('base64url')}`;
}

function es256(key: KeyObject): (signed: string) => Buffer {
  return (signed) => sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
}

async function outcome(token: string, over: Partial<TokenRules> = {}, key = ec.publicKey): Promise<string> {
  try {
    return (await readSignedToken(token, { ...rules, ...over }, singleKey(key), clock)).principal.sub;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect([error.kind, error.message.includes(token.slice(-8))]).toEqual(['unauthenticated', false]);
    return error.reason;
  }
}

describe('a token crafted by hand', () => {
  it('is taken when all is right', async () => {
    expect(await outcome(craft({ alg: 'ES256' }, claims))).toBe('aluno-1');
  });

  const publicPem = ec.publicKey.export({ type: 'spki', format: 'pem' });
  const hmac = (secret: string | Buffer) => (signed: string) =>
    createHmac('sha256', secret).update(signed).digest();

  it.each([
    ['says that it has no signature', { alg: 'none' }, () => Buffer.alloc(0)],
    ['says so and has one', { alg: 'none' }, es256(ec.privateKey)],
    ['spells it otherwise', { alg: 'nOnE' }, es256(ec.privateKey)],
    ['uses our public key as a shared secret', { alg: 'HS256' }, hmac(publicPem as string)],
    [
      'uses the bytes of our public key as one',
      { alg: 'HS256' },
      hmac(ec.publicKey.export({ type: 'spki', format: 'der' })),
    ],
    ['is signed by a stranger', { alg: 'ES256' }, es256(stranger.privateKey)],
    [
      'brings the key that verifies it',
      { alg: 'ES256', jwk: stranger.publicKey.export({ format: 'jwk' }) },
      es256(stranger.privateKey),
    ],
    [
      'tells where such a key is found',
      { alg: 'ES256', jku: 'http://127.0.0.1:9/jwks', x5u: 'http://127.0.0.1:9/x' },
      es256(stranger.privateKey),
    ],
    ['names a file as its key', { alg: 'ES256', kid: '../../dev/null' }, es256(stranger.privateKey)],
    ['names another algorithm for the same key', { alg: 'ES384' }, es256(ec.privateKey)],
    ['names an algorithm the key is not made for', { alg: 'RS256' }, es256(ec.privateKey)],
    ['names no algorithm', {}, es256(ec.privateKey)],
    ['has a list for an algorithm', { alg: ['ES256'] }, es256(ec.privateKey)],
    ['asks for an extension we do not know', { alg: 'ES256', crit: ['x'], x: 1 }, es256(ec.privateKey)],
    ['asks for an unencoded payload', { alg: 'ES256', crit: ['b64'], b64: false }, es256(ec.privateKey)],
    ['has a DER signature', { alg: 'ES256' }, (text) => sign('sha256', Buffer.from(text), ec.privateKey)],
    ['has a signature of zeros', { alg: 'ES256' }, () => Buffer.alloc(64)],
  ] as [string, object, (signed: string) => Buffer][])('is refused when it %s', async (_, header, signer) => {
    expect(await outcome(craft(header, claims, signer))).toBe('TOKEN_INVALIDO');
  });

  it('is taken whatever key it names, when ours verifies it', async () => {
    expect(await outcome(craft({ alg: 'ES256', kid: 'x', jku: 'http://127.0.0.1:9/' }, claims))).toBe(
      'aluno-1',
    );
  });

  it('is refused with an algorithm that is not allowed, though the signature is right', async () => {
    expect(await outcome(craft({ alg: 'ES256' }, claims), { algorithms: ['RS256'] })).toBe('TOKEN_INVALIDO');
  });

  const without = (name: keyof typeof claims) => {
    const { [name]: _, ...rest } = claims;
    return rest;
  };
  it.each([
    ['comes from another issuer', { ...claims, iss: 'https://outro' }, 'TOKEN_DE_OUTRO_EMISSOR'],
    ['names no issuer', without('iss'), 'TOKEN_DE_OUTRO_EMISSOR'],
    ['is for another audience', { ...claims, aud: ['outra'] }, 'TOKEN_DE_OUTRA_AUDIENCIA'],
    ['is for nobody', without('aud'), 'TOKEN_DE_OUTRA_AUDIENCIA'],
    ['is for us among others', { ...claims, aud: ['outra', 'trilha'] }, 'aluno-1'],
    ['expired', { ...claims, exp: nowSeconds - 5 }, 'TOKEN_EXPIRADO'],
    ['expired within the tolerance', { ...claims, exp: nowSeconds - 4 }, 'aluno-1'],
    ['never expires', without('exp'), 'TOKEN_INVALIDO'],
    ['expires in a text', { ...claims, exp: String(nowSeconds + 60) }, 'TOKEN_INVALIDO'],
    ['expires after the end of time', { ...claims, exp: 1e300 }, 'TOKEN_INVALIDO'],
    ['is not yet valid', { ...claims, nbf: nowSeconds + 6 }, 'TOKEN_AINDA_NAO_VALIDO'],
    ['is valid within the tolerance', { ...claims, nbf: nowSeconds + 5 }, 'aluno-1'],
    ['begins in a text', { ...claims, nbf: 'agora' }, 'TOKEN_INVALIDO'],
    ['names nobody', without('sub'), 'TOKEN_SEM_SUJEITO'],
    ['names an empty somebody', { ...claims, sub: '' }, 'TOKEN_SEM_SUJEITO'],
    ['names somebody by a number', { ...claims, sub: 7 }, 'TOKEN_SEM_SUJEITO'],
    ['names somebody by characters no id has', { ...claims, sub: 'a\nb' }, 'TOKEN_SEM_SUJEITO'],
    ['names somebody at length', { ...claims, sub: 'a'.repeat(129) }, 'TOKEN_SEM_SUJEITO'],
    ['names somebody by e-mail', { ...claims, sub: 'ana.lima@escola.br' }, 'ana.lima@escola.br'],
    ['has claims that are no object', ['aluno-1'], 'TOKEN_INVALIDO'],
  ])('that %s', async (_, payload, expected) => {
    expect(await outcome(craft({ alg: 'ES256' }, payload))).toBe(expected);
  });

  it('is told that it lacks an end', async () => {
    const endless = craft({ alg: 'ES256' }, without('exp'));
    await expect(readSignedToken(endless, rules, singleKey(ec.publicKey), clock)).rejects.toThrow('"exp"');
  });

  it('is refused when blanks or spare bits were put into its signature', async () => {
    const good = craft({ alg: 'ES256' }, claims);
    const last = good.at(-1) as string;
    const spare = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const same = spare[spare.indexOf(last) + 1] as string;
    // The decoder sees no difference in the last character: 86 of them hold 4 bits more than the 64 bytes.
    expect(Buffer.from(good.slice(-2, -1) + same, 'base64url')).toEqual(
      Buffer.from(good.slice(-2), 'base64url'),
    );
    for (const text of [good.slice(0, -1) + same, `${good}\n`, `${good}==`]) {
      expect(await outcome(text)).toBe('TOKEN_INVALIDO');
    }
  });
});

describe('every algorithm that may be allowed', () => {
  const pair = {
    ES256: () => ec,
    ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    ES512: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    EdDSA: () => generateKeyPairSync('ed25519'),
    RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  };
  const rsa = pair.RSA();
  it.each([
    ['ES256', pair.ES256(), 'sha256', {}],
    ['ES384', pair.ES384(), 'sha384', {}],
    ['ES512', pair.ES512(), 'sha512', {}],
    ['EdDSA', pair.EdDSA(), null, {}],
    ['RS256', rsa, 'sha256', {}],
    ['RS384', rsa, 'sha384', {}],
    ['RS512', rsa, 'sha512', {}],
    ['PS256', rsa, 'sha256', { padding: 6, saltLength: 32 }],
    ['PS384', rsa, 'sha384', { padding: 6, saltLength: 48 }],
    ['PS512', rsa, 'sha512', { padding: 6, saltLength: 64 }],
  ] as [Algorithm, { publicKey: KeyObject; privateKey: KeyObject }, string | null, object][])(
    'verifies %s',
    async (alg, { publicKey, privateKey }, hash, how) => {
      const token = craft({ alg }, claims, (signed) =>
        sign(hash, Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363', ...how }),
      );
      expect(await outcome(token, { algorithms: [alg] }, publicKey)).toBe('aluno-1');
    },
  );
});
