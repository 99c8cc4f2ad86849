import { trendOf } from './measure-memory.js';

const MiB = 2 ** 20;
const trend = (heapAt: (calls: number) => number, rssAt = (_calls: number) => 100 * MiB) =>
  trendOf(
    Array.from({ length: 11 }, (_, i) => i * 100_000).map((calls) => ({
      calls,
      heapUsedBytes: heapAt(calls),
      rssBytes: rssAt(calls),
    })),
  );

describe('trendOf', () => {
  it('calls memory flat that grew only while the server settled in', () => {
    expect(trend((calls) => 20 * MiB + Math.min(calls, 300_000) * 10)).toMatchObject({ flat: true });
  });

  it('calls it not flat when a small thing of each call stays', () => {
    const { flat, heapBytesPerCall } = trend((calls) => 20 * MiB + calls * 16);
    expect([flat, Math.round(heapBytesPerCall)]).toEqual([false, 16]);
  });

  it('calls it not flat when the process grows beside its heap', () => {
    const { flat, rssBytesPerCall } = trend(
      () => 20 * MiB,
      (calls) => 100 * MiB + calls * 32,
    );
    expect([flat, Math.round(rssBytesPerCall)]).toEqual([false, 32]);
  });

  it('calls memory flat that goes up now and then and comes down again', () => {
    const jumps = new Set([400_000, 800_000, 1_000_000]);
    expect(
      trend(
        () => 20 * MiB,
        (calls) => (jumps.has(calls) ? 320 : 273) * MiB,
      ),
    ).toMatchObject({ flat: true });
  });
});
