import { FakeClock, testAuth } from './index.js';

describe('testAuth', () => {
  it('makes tokens that its verifier takes, and no other', async () => {
    const clock = new FakeClock();
    const { verifier, tokenFor } = testAuth(clock);
    const token = await tokenFor({ sub: 'ana', roles: ['professor'] });
    expect(await verifier.verify(token)).toMatchObject({ sub: 'ana', roles: new Set(['professor']) });
    await expect(testAuth(clock).verifier.verify(token)).rejects.toThrow('O token não é válido');
  });

  it('makes tokens that end when told', async () => {
    const clock = new FakeClock();
    const { verifier, tokenFor } = testAuth(clock);
    const token = await tokenFor({ sub: 'ana', roles: [], ttlSeconds: 1 });
    clock.advance(1_000);
    await expect(verifier.verify(token)).rejects.toMatchObject({ reason: 'TOKEN_EXPIRADO' });
  });
});
