import fc from 'fast-check';
import { cellOf, labelOf } from './cell.js';
import { DatasetError } from './dataset-error.js';

describe('a cell', () => {
  it.each(['', ' ', '?', 'NA', 'n/a', 'NaN', 'null', 'None', null, undefined, Number.NaN])(
    '%j is missing',
    (value) => {
      expect(cellOf(value)).toBeUndefined();
    },
  );

  it.each([
    ['1', 1],
    [' -2.50 ', -2.5],
    ['+.5', 0.5],
    ['3.', 3],
    ['1e-3', 0.001],
    [7, 7],
    [true, 1],
    [false, 0],
  ])('%j is the number %d', (value, number) => {
    expect(cellOf(value)).toBe(number);
  });

  it.each(['abc', '1,5', '0x10', '1 2', 'Infinity', '1e999', '--1'])('%j is a text', (value) => {
    expect(cellOf(value)).toBe(value);
  });

  it('is every finite number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(cellOf(String(number))).toBe(Number(String(number)));
      }),
    );
  });

  it.each([[[1]], [{ a: 1 }]])('is not %j', (value) => {
    expect(() => cellOf(value)).toThrow(DatasetError);
  });
});

describe('a label', () => {
  it('is one class however its number is written', () => {
    expect(['1', '1.0', '+1', 1, '1e0'].map(labelOf)).toEqual(['1', '1', '1', '1', '1']);
    expect(['0', '-0', 0].map(labelOf)).toEqual(['0', '0', '0']);
  });

  it('is the text, or the truth value by its name', () => {
    expect([labelOf(' UP '), labelOf(true), labelOf('')]).toEqual(['UP', 'true', undefined]);
  });
});
