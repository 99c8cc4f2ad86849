import fc from 'fast-check';
import { StateMismatch, StateReader } from './state-reader.js';
import { StateWriter } from './state-writer.js';

type Entry = readonly ['uint8' | 'uint32' | 'float64' | 'text' | 'nested' | 'float64s', unknown];

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.tuple(fc.constant('uint8' as const), fc.integer({ min: 0, max: 255 })),
  fc.tuple(fc.constant('uint32' as const), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  fc.tuple(fc.constant('float64' as const), fc.double()),
  fc.tuple(fc.constant('text' as const), fc.string({ unit: 'binary' })),
  fc.tuple(fc.constant('nested' as const), fc.uint8Array({ maxLength: 400 })),
  fc.tuple(fc.constant('float64s' as const), fc.float64Array({ maxLength: 60 })),
);

it('gives back what was written, in the order it was written, however long', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
      const writer = new StateWriter('kind', 3);
      for (const [method, value] of entries) (writer[method] as (value: unknown) => void)(value);
      const reader = new StateReader(writer.finish(), 'kind', 3);
      for (const [method, value] of entries) {
        const read =
          method === 'float64s' ? reader.float64s((value as Float64Array).length) : reader[method]();
        expect(read).toEqual(value);
      }
      reader.end();
    }),
  );
});

it('keeps numbers to the bit, signs of zero and the least of all included', () => {
  const values = [-0, 5e-324, 0.1 + 0.2, Number.MAX_SAFE_INTEGER, Number.NEGATIVE_INFINITY];
  const writer = new StateWriter('kind', 1);
  writer.float64s(Float64Array.from(values));
  expect([...new StateReader(writer.finish(), 'kind', 1).float64s(5)]).toEqual(values);
});

it('says which kind the bytes are of', () => {
  const bytes = new StateWriter('adwin', 1).finish();
  expect(() => new StateReader(bytes, 'sgd', 1)).toThrow(
    new StateMismatch('not a state of sgd: the bytes are of "adwin"'),
  );
});

it('says which version it takes', () => {
  const bytes = new StateWriter('sgd', 2).finish();
  expect(() => new StateReader(bytes, 'sgd', 1)).toThrow('not a state of sgd: version 2, takes 1');
});

it('says which measure of the shape differs', () => {
  const writer = new StateWriter('sgd', 1);
  writer.uint32(4);
  const reader = new StateReader(writer.finish(), 'sgd', 1);
  expect(() => reader.expect('dimension', 5)).toThrow('not a state of sgd: dimension 4, takes 5');
});

it('allocates nothing for a length that the bytes do not hold', () => {
  const reader = new StateReader(new StateWriter('sgd', 1).finish(), 'sgd', 1);
  expect(() => reader.float64s(2 ** 40)).toThrow(StateMismatch);
});
