import { DateFeatures } from './date-features.js';

const features = (iso: string, utcOffsetMinutes?: number): number[] => [
  ...new DateFeatures({ utcOffsetMinutes }).encode(Date.parse(iso)),
];
const at = (share: number): [number, number] => [
  Math.sin(2 * Math.PI * share),
  Math.cos(2 * Math.PI * share),
];
const expectClose = (found: readonly number[], expected: readonly number[]): void =>
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 12);
  });

it('puts hour, weekday and month of Brasília each on a circle', () => {
  // 18:30 of a Wednesday in May there.
  expectClose(features('2024-05-15T21:30:00Z'), [...at(18.5 / 24), ...at(3 / 7), ...at(4 / 12)]);
});

it('counts hour, weekday and month of the offset, over the turn of a year', () => {
  // 23:00 of Saturday, 31 December 2022, where it is three hours earlier.
  expectClose(features('2023-01-01T02:00:00Z'), [...at(23 / 24), ...at(6 / 7), ...at(11 / 12)]);
  // And 02:00 of Sunday, 1 January 2023, in Greenwich.
  expectClose(features('2023-01-01T02:00:00Z', 0), [...at(2 / 24), ...at(0), ...at(0)]);
});

it('counts dates before 1970', () => {
  // A Sunday.
  expectClose(features('1969-07-20T20:17:00Z', 0), [...at((20 + 17 / 60) / 24), ...at(0), ...at(6 / 12)]);
});

it('refuses what is no date', () => {
  expect(() => new DateFeatures().encode(Number.NaN)).toThrow(RangeError);
  expect(() => new DateFeatures().encode(1e16)).toThrow(RangeError);
});

it('writes where it is told and nowhere else', () => {
  const into = new Float64Array(8).fill(9);
  new DateFeatures().encode(0, into, 1);
  expect([into[0], into[7]]).toEqual([9, 9]);
  expect(() => new DateFeatures().encode(0, into, 3)).toThrow(RangeError);
});
