import { OneHot } from '../../online/index.js';
import { DatasetError } from './dataset-error.js';
import { RowEncoder } from './row-encoder.js';
import type { Schema } from './schema.js';

const schema: Schema = {
  rows: 4,
  columns: [
    { name: 'a', kind: 'number', at: 0 },
    { name: 'c', kind: 'category', at: 1, categories: new OneHot(['red', '7']) },
  ],
  dimension: 4,
  absent: undefined,
  target: {
    column: 'y',
    classes: ['no', 'yes'],
    rows: [1, 1],
    classOf: new Map([
      ['no', 0],
      ['yes', 1],
    ]),
  },
  missing: 0,
  empty: [],
};

const encode = (encoder: RowEncoder, row: Readonly<Record<string, unknown>>): [number, number[]] => {
  const y = encoder.encode({ line: 5, names: Object.keys(row), values: Object.values(row) });
  return [y, [...encoder.x]];
};

it('gives the class, numbers as they are, and a 1 at the place of a category', () => {
  const encoder = new RowEncoder(schema);
  expect(encode(encoder, { y: 'yes', a: '2.5', c: 'red', other: 'x' })).toEqual([1, [2.5, 1, 0, 0]]);
  expect(encode(encoder, { y: 'no', a: 3, c: 7 })).toEqual([0, [3, 0, 1, 0]]);
});

it('puts the mean of the numbers before for one that is missing, 0 before the first', () => {
  const encoder = new RowEncoder(schema);
  const first = ({ a }: { a?: unknown }): number | undefined =>
    encode(encoder, { y: 'no', a, c: 'red' })[1][0];
  expect([first({}), first({ a: 2 }), first({ a: 'NA' }), first({ a: 5 }), first({ a: '' })]).toEqual([
    0, 2, 2, 5, 3.5,
  ]);
});

it('keeps no cell of the row before where a row does not have it', () => {
  const encoder = new RowEncoder(schema);
  encode(encoder, { y: 'no', a: 4, c: 'red' });
  expect(encode(encoder, { y: 'no' })).toEqual([0, [4, 0, 0, 1]]);
});

it('takes cells that a sparse row does not have for 0', () => {
  const encoder = new RowEncoder({ ...schema, absent: 0, columns: schema.columns.slice(0, 1), dimension: 1 });
  encode(encoder, { y: 'no', a: 4 });
  expect(encode(encoder, { y: 'no' })).toEqual([0, [0]]);
});

it('refuses a row that was not there when the file was read through', () => {
  const encoder = new RowEncoder(schema);
  expect(() => encode(encoder, { y: 'no', a: 'text', c: 'red' })).toThrow(DatasetError);
  expect(() => encode(encoder, { y: 'maybe', a: 1, c: 'red' })).toThrow(/^line 5: /);
});
