import * as fc from 'fast-check';
import { KeyHash } from './key-hash.js';
import { KeyTable } from './key-table.js';

const hash = new KeyHash(1);
const keyOf = (n: number): Uint32Array => hash.readWords(Uint32Array.of(n, 0, 0, n * 7), 0);

describe('a key table', () => {
  it('answers as a map does', () => {
    const entries = fc.array(fc.tuple(fc.nat(40), fc.double({ noNaN: true })), { maxLength: 100 });
    fc.assert(
      fc.property(entries, (all) => {
        const table = new KeyTable(41);
        const map = new Map<number, number>();
        for (const [key, value] of all) {
          table.set(keyOf(key), value);
          map.set(key, value);
        }
        expect(table.size).toBe(map.size);
        for (let key = 0; key <= 40; key++) expect(table.get(keyOf(key))).toBe(map.get(key));
      }),
    );
  });

  it('keeps its entries in the order in which they came', () => {
    const table = new KeyTable(3);
    for (const n of [5, 2, 9]) table.set(keyOf(n), n * 10);
    expect([...table.values]).toEqual([50, 20, 90]);
    expect([0, 4, 8].map((at) => table.words[at])).toEqual([5, 2, 9]);
  });

  it('refuses more than it holds, and takes as many again when it was cleared', () => {
    const table = new KeyTable(1);
    table.set(keyOf(1), 1);
    table.set(keyOf(1), 2);
    expect(() => table.set(keyOf(2), 1)).toThrow('full');
    table.clear();
    expect(table.get(keyOf(1))).toBeUndefined();
    table.set(keyOf(2), 4);
    expect(table.get(keyOf(2))).toBe(4);
  });
});
