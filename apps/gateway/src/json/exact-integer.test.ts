import fc from 'fast-check';
import { exactInteger } from './exact-integer.js';

describe('exactInteger', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['10.0', 10n],
    ['1e3', 1000n],
    ['1.25e2', 125n],
    ['1200e-2', 12n],
    ['-5e0', -5n],
    ['0e-5', 0n],
    ['1e400', 10n ** 400n],
  ])('reads %s', (text, value) => {
    expect(exactInteger(text)).toBe(value);
  });

  it.each([
    '1.5',
    '1e-1',
    '12e-3',
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '1.',
    '.1',
    '0x10',
    '1n',
    'NaN',
    '1e401',
    '١',
  ])('takes %j for no whole number', (text) => {
    expect(exactInteger(text)).toBeUndefined();
  });

  it('does not read digits beyond 10^400', () => {
    expect(exactInteger('9'.repeat(401))).toBe(10n ** 401n - 1n);
    expect(exactInteger('9'.repeat(402))).toBeUndefined();
    expect(exactInteger(`${'9'.repeat(402)}e-2`)).toBeUndefined();
  });

  it('reads every whole number in every notation', () => {
    fc.assert(
      fc.property(
        fc.bigInt().filter((value) => value !== 0n),
        fc.nat(20),
        (value, zeros) => {
          expect(exactInteger(String(value))).toBe(value);
          expect(exactInteger(`${value}.${'0'.repeat(zeros + 1)}`)).toBe(value);
          expect(exactInteger(`${value}e${zeros}`)).toBe(value * 10n ** BigInt(zeros));
          expect(exactInteger(`${value}${'0'.repeat(zeros)}e-${zeros}`)).toBe(value);
        },
      ),
      { numRuns: 200 },
    );
  });
});
