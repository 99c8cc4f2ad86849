import { countOf, encodedBytes, PackedRecords } from './packed-records.js';

const bytes = Uint8Array.of(2, 0, 0, 0, 7, 8, 0, 0, 0, 0, 1, 0, 0, 0, 9);

describe('records packed together', () => {
  it('are found one after the other, and by number', () => {
    const packed = new PackedRecords(bytes, 3);
    expect([...packed].map((record) => [...record])).toEqual([[7, 8], [], [9]]);
    expect([0, 1, 2].map((n) => [...packed.at(n)])).toEqual([[7, 8], [], [9]]);
    expect([packed.lengthAt(0), packed.lengthAt(6), packed.lengthAt(10)]).toEqual([2, 0, 1]);
  });

  it('count as many as they are, and take what a frame takes for them', () => {
    const records = [new PackedRecords(bytes, 3), Uint8Array.of(1, 2)];
    expect([countOf(records), encodedBytes(records)]).toEqual([4, bytes.length + 6]);
    expect([...new PackedRecords(new Uint8Array(), 0)]).toEqual([]);
  });

  it.each([
    ['one too few', bytes, 2],
    ['one too many', bytes, 4],
    ['the last cut short', bytes.subarray(0, -1), 3],
    ['a length cut short', bytes.subarray(0, 12), 3],
    ['a length beyond the end', Uint8Array.of(255, 255, 255, 255, 1), 1],
  ])('are refused with %s', (_, piece, count) => {
    expect(() => new PackedRecords(piece, count)).toThrow(RangeError);
  });
});
