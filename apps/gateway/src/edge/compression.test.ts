import { codingFor } from './compression.js';

it.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['deflate, zstd', undefined],
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['GZIP;Q=0.5', 'gzip'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0, *;q=0.1', 'gzip'],
  ['*', 'br'],
  ['gzip;q=0', undefined],
  ['gzip;q=0.5, identity', undefined],
  ['gzip;q=x', undefined],
])('of %p it chooses %p', (header, coding) => {
  expect(codingFor(header)).toBe(coding);
});
