import { createRateLimit, RATE_WINDOW_SECONDS, type RateLimit } from './rate-limit.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const isRefused = async (limit: RateLimit, key: string): Promise<boolean> =>
  (await limit.take(key)).refusal !== undefined;

describe('a rate limit', () => {
  it('lets as many requests through at once as come in its window at the rate', async () => {
    const limit = createRateLimit({ perSecond: 2, by: 'usuario' });
    for (let left = 2 * RATE_WINDOW_SECONDS - 1; left >= 0; left -= 1) {
      const { headers, refusal } = await limit.take('a');
      expect([headers['ratelimit-remaining'], refusal]).toEqual([String(left), undefined]);
    }
    const { headers, refusal } = await limit.take('a');
    expect(headers).toEqual({
      'ratelimit-limit': '10, 10;w=5',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '5',
    });
    expect(refusal?.details.retryAfterMs).toBe(5_000);
  });

  it('counts anew in the next window', async () => {
    const limit = createRateLimit({ perSecond: 0.2, by: 'usuario' });
    await limit.take('a');
    expect(await isRefused(limit, 'a')).toBe(true);
    jest.advanceTimersByTime(RATE_WINDOW_SECONDS * 1000);
    expect(await isRefused(limit, 'a')).toBe(false);
  });

  it('counts each key by itself', async () => {
    const limit = createRateLimit({ perSecond: 0.2, by: 'usuario' });
    await limit.take('a');
    expect(await isRefused(limit, 'b')).toBe(false);
  });

  it('remembers no more keys than told: those beyond share one quota until the next window', async () => {
    const limit = createRateLimit({ perSecond: 0.2, by: 'usuario', maxKeys: 2 });
    for (const key of ['a', 'b', 'c']) await limit.take(key);
    expect(await isRefused(limit, 'd')).toBe(true);
    jest.advanceTimersByTime(RATE_WINDOW_SECONDS * 1000);
    expect(await isRefused(limit, 'd')).toBe(false);
  });
});
