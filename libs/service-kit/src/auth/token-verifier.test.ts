import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { DomainError } from '../base/index.js';
import { FakeClock } from '../testing/index.js';
import { issuerWith } from './development-issuer.js';
import type { Role } from './principal.js';
import { verifierWith } from './token-verifier.js';
import { singleKey, type VerificationKeys } from './verification-keys.js';

const names = { issuer: 'https://trilha.local', audience: 'trilha' };
const rules = {
  ...names,
  algorithms: ['ES256'] as const,
  rolesClaim: 'roles',
  clockToleranceSeconds: 5,
};
const issuer = issuerWith(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, names);

/** Keys that count how often a token was really checked. */
function countingKeys(trustedUntilMs = Number.POSITIVE_INFINITY): VerificationKeys & { asked: number } {
  const keys = singleKey(issuer.publicKey);
  return {
    asked: 0,
    async candidates(header) {
      this.asked += 1;
      return { ...(await keys.candidates(header)), trustedUntilMs };
    },
  };
}

describe('a token verifier', () => {
  const clock = new FakeClock();
  const token = (sub = 'aluno-1', roles: readonly Role[] = ['aluno'], ttlSeconds = 600): Promise<string> =>
    issuer.issue({ sub, roles, ttlSeconds }, clock.now());
  const reasonOf = async (verifying: unknown): Promise<string> => {
    try {
      await verifying;
      return 'taken';
    } catch (error) {
      return error instanceof DomainError && error.kind === 'unauthenticated' ? error.reason : String(error);
    }
  };

  it('tells who it is, in which roles and until when', async () => {
    const principal = await verifierWith(countingKeys(), rules, clock).verify(
      await token('aluno-1', ['aluno', 'professor']),
    );
    expect(principal).toEqual({
      sub: 'aluno-1',
      roles: new Set(['aluno', 'professor']),
      expiresAt: clock.now().getTime() / 1000 + 600,
    });
  });

  it('answers at once for a token it verified, without checking it again', async () => {
    const keys = countingKeys();
    const verifier = verifierWith(keys, rules, clock);
    const known = await token();
    const first = await verifier.verify(known);
    expect(verifier.verify(known)).toBe(first);
    expect(keys.asked).toBe(1);
  });

  it('checks a token once for all who bring it at the same moment', async () => {
    const keys = countingKeys();
    const verifier = verifierWith(keys, rules, clock);
    const shared = await token();
    const found = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(shared)));
    expect(new Set(found).size).toBe(1);
    expect(keys.asked).toBe(1);
  });

  it('checks a refused token again each time', async () => {
    const keys = countingKeys();
    const verifier = verifierWith(keys, rules, clock);
    const early = await issuer.issue(
      { sub: 'a', roles: [], ttlSeconds: 1 },
      new Date(clock.now().getTime() - 60_000),
    );
    expect(await reasonOf(verifier.verify(early))).toBe('TOKEN_EXPIRADO');
    expect(await reasonOf(verifier.verify(early))).toBe('TOKEN_EXPIRADO');
    expect(keys.asked).toBe(2);
  });

  it('refuses a token that expired since it was verified, once the tolerance is over', async () => {
    const mine = new FakeClock();
    const verifier = verifierWith(countingKeys(), rules, mine);
    const brief = await issuer.issue({ sub: 'a', roles: [], ttlSeconds: 10 }, mine.now());
    await verifier.verify(brief);
    mine.advance(14_999);
    expect(await reasonOf(verifier.verify(brief))).toBe('taken');
    mine.advance(1);
    expect(await reasonOf(verifier.verify(brief))).toBe('TOKEN_EXPIRADO');
  });

  it('looks up the key again when its time is over, however long the token lasts', async () => {
    const mine = new FakeClock();
    const keys = countingKeys(mine.now().getTime() + 1_000);
    const verifier = verifierWith(keys, rules, mine);
    const long = await issuer.issue({ sub: 'a', roles: [], ttlSeconds: 3_600 }, mine.now());
    await verifier.verify(long);
    mine.advance(999);
    await verifier.verify(long);
    expect(keys.asked).toBe(1);
    mine.advance(1);
    await verifier.verify(long);
    expect(keys.asked).toBe(2);
  });

  it('forgets the token unused for longest when it holds as many as it may', async () => {
    const keys = countingKeys();
    const verifier = verifierWith(keys, rules, clock, 2);
    const [one, two, three] = [await token('um'), await token('dois'), await token('tres')];
    for (const each of [one, two, one, three]) await verifier.verify(each);
    expect(keys.asked).toBe(3);
    expect(verifier.verify(one)).not.toBeInstanceOf(Promise);
    expect(verifier.verify(two)).toBeInstanceOf(Promise);
  });

  it('refuses a token over 8 KiB before it looks for a key', async () => {
    const keys = countingKeys();
    const verifier = verifierWith(keys, rules, clock);
    const padded = (extra: string) => token().then((good) => `${good}${extra}`);
    expect(await reasonOf(verifier.verify(await padded('A'.repeat(8 * 1024))))).toBe('TOKEN_INVALIDO');
    expect(keys.asked).toBe(0);
  });

  it('asks for no key when the algorithm is not allowed', async () => {
    const keys = countingKeys();
    const verifier = verifierWith(keys, rules, clock);
    const [, payload, signature] = (await token()).split('.');
    for (const alg of ['none', 'HS256', 'RS256', 7]) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      expect(await reasonOf(verifier.verify(`${header}.${payload}.${signature}`))).toBe('TOKEN_INVALIDO');
    }
    expect(keys.asked).toBe(0);
  });

  it('tries every key that may fit', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const several: VerificationKeys = {
      candidates: async () => ({ keys: [publicKey, issuer.publicKey], trustedUntilMs: Infinity }),
    };
    expect((await verifierWith(several, rules, clock).verify(await token('ana'))).sub).toBe('ana');
  });

  it('refuses any text that is no token, as unauthenticated and nothing else', async () => {
    const verifier = verifierWith(singleKey(issuer.publicKey), rules, clock);
    const part = fc
      .oneof(
        fc.json(),
        fc.string(),
        fc.constant('{"alg":"ES256"}'),
        fc.constant('{"alg":"ES256","crit":["x"]}'),
      )
      .map((text) => Buffer.from(text).toString('base64url'));
    const looksLikeOne = fc.array(part, { minLength: 2, maxLength: 5 }).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), looksLikeOne), async (text) => {
        expect(await reasonOf(verifier.verify(text))).toBe('TOKEN_INVALIDO');
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a token with any one character changed, the last one too', async () => {
    const verifier = verifierWith(singleKey(issuer.publicKey), rules, clock);
    const good = await token();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const altered = [...good].flatMap((character, at) => {
      // Each place once; the last one with every character, for its spare bits.
      const others = at === good.length - 1 ? [...alphabet] : [character === 'A' ? 'B' : 'A'];
      return others
        .filter((other) => other !== character)
        .map((other) => good.slice(0, at) + other + good.slice(at + 1));
    });
    for (const text of [...altered, `${good}=`, `${good} `, ` ${good}`, `${good}\n`, good.slice(0, -1)]) {
      expect([text, await reasonOf(verifier.verify(text))]).toEqual([text, 'TOKEN_INVALIDO']);
    }
    expect(await reasonOf(verifier.verify(good))).toBe('taken');
  });
});
