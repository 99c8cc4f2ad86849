import * as fc from 'fast-check';
import { KeyedTable } from './keyed-table.js';

const COLUMNS = 3;
const change = fc.record({
  key: fc.constantFrom(...Array.from({ length: 200 }, (_, i) => `cliente-${i}-é`)),
  column: fc.integer({ min: 0, max: COLUMNS - 1 }),
  value: fc.double({ noNaN: true }),
});
const apply = (
  table: KeyedTable,
  { key, column, value }: { key: string; column: number; value: number },
): void => table.set(table.row(key), column, value);
const contents = (table: KeyedTable): unknown =>
  Array.from({ length: table.size }, (_, row) => [
    table.keyOf(row),
    ...Array.from({ length: COLUMNS }, (__, column) => table.get(row, column)),
  ]);

describe('a keyed table', () => {
  it('is the same after its state and all changes since were loaded, to the byte', () => {
    const rounds = fc.array(fc.array(change, { maxLength: 100 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rounds, (all) => {
        const table = new KeyedTable(COLUMNS);
        const copy = new KeyedTable(COLUMNS);
        for (const [i, changes] of all.entries()) {
          for (const one of changes) apply(table, one);
          if (i === 0) copy.load(table.save());
          else copy.loadChanges(table.saveChanges());
        }
        expect(contents(copy)).toEqual(contents(table));
        expect(copy.save()).toEqual(table.save());
      }),
    );
  });

  it('saves only the rows that changed', () => {
    const table = new KeyedTable(COLUMNS);
    for (let i = 0; i < 1_000; i++) table.row(`k${i}`);
    table.save();
    table.set(table.row('k7'), 1, 5);
    expect(table.saveChanges().length).toBeLessThan(100);
    expect(table.saveChanges().length).toBe(40);
  });

  it('finds only keys that came', () => {
    const table = new KeyedTable(1);
    expect(table.find('a')).toBeUndefined();
    expect(table.row('a')).toBe(0);
    expect(table.find('a')).toBe(0);
    expect(() => table.keyOf(1)).toThrow('row 1 of 1');
  });

  it('refuses what another table saved, and changes that follow another state', () => {
    const saved = new KeyedTable(2);
    saved.row('a');
    expect(() => new KeyedTable(3).load(saved.save())).toThrow('a table of 2 columns; this has 3');
    saved.row('b');
    expect(() => new KeyedTable(2).loadChanges(saved.saveChanges())).toThrow('changes of a table of 1 rows');
    expect(() => new KeyedTable(0)).toThrow('0 columns');
    expect(() => saved.set(2, 0, 1)).toThrow('row 2 of 2');
  });
});
