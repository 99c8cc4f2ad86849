import * as fc from 'fast-check';
import { KeyedTable } from './keyed-table.js';
import { RowCache } from './row-cache.js';

it('gives the rows that the table gives, whatever the numbers are', () => {
  const asked = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.nat()), { maxLength: 200 });
  fc.assert(
    fc.property(asked, (all) => {
      const [table, expected] = [new KeyedTable(1), new KeyedTable(1)];
      const cache = new RowCache(table, 8);
      for (const [key, number] of all) expect(cache.row(`k${key}`, number)).toBe(expected.row(`k${key}`));
    }),
  );
});

it('does not believe what it remembers of a state before', () => {
  const table = new KeyedTable(1);
  const empty = table.save();
  const cache = new RowCache(table);
  expect([cache.row('a', 1), cache.row('b', 2)]).toEqual([0, 1]);
  table.load(empty);
  expect([cache.row('b', 2), cache.row('a', 1), cache.row('b', 2)]).toEqual([0, 1, 0]);
});
