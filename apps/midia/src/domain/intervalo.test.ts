import fc from 'fast-check';
import { intervaloDe } from './intervalo.js';

describe('intervaloDe', () => {
  it.each([
    [10, 0, 0, { inicio: 0, comprimento: 10 }],
    [10, 4, 3, { inicio: 4, comprimento: 3 }],
    [10, 4, 100, { inicio: 4, comprimento: 6 }],
    [10, -3, 0, { inicio: 7, comprimento: 3 }],
    [10, -30, 0, { inicio: 0, comprimento: 10 }],
    [10, 9, 0, { inicio: 9, comprimento: 1 }],
    [0, 0, 0, { inicio: 0, comprimento: 0 }],
    [0, -5, 0, { inicio: 0, comprimento: 0 }],
  ])('of %d bytes from %d, at most %d, is %j', (size, offset, limit, wanted) => {
    expect(intervaloDe(size, offset, limit)).toEqual(wanted);
  });

  it('is nothing beyond the end', () => {
    expect(intervaloDe(10, 10, 0)).toBeUndefined();
    expect(intervaloDe(0, 1, 0)).toBeUndefined();
  });

  it('always lies inside the file', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.integer({ min: -2_000, max: 2_000 }),
        fc.nat(2_000),
        (size, offset, limit) => {
          const part = intervaloDe(size, offset, limit);
          return part === undefined || (part.inicio >= 0 && part.inicio + part.comprimento <= size);
        },
      ),
    );
  });
});
