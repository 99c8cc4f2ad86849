import fc from 'fast-check';
import { isMarked, markCursor, markReplay, unmark } from './record-mark.js';

const bytes = fc.uint8Array({ maxLength: 40 });

describe('a marked record', () => {
  it('gives back the record and the cursor it was made of', () => {
    fc.assert(
      fc.property(bytes, bytes, (record, cursor) => {
        const found = unmark(markCursor(record, cursor));
        expect([found.bytes, found.cursor, found.replayOf]).toEqual([record, cursor, undefined]);
      }),
    );
  });

  it('gives back the offset that is to be tried again', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (offset) => {
        expect(unmark(markReplay(offset)).replayOf).toBe(offset);
      }),
    );
  });

  it('is read from the middle of a buffer as well', () => {
    const around = new Uint8Array([9, 9, ...markReplay(258), 9]);
    expect(unmark(around.subarray(2, -1)).replayOf).toBe(258);
  });

  it('is not mistaken for a record of the caller', () => {
    fc.assert(
      fc.property(bytes, (record) => {
        expect(isMarked(record)).toBe(false);
        expect(unmark(record).bytes).toBe(record);
      }),
    );
  });

  it('is refused when it is cut', () => {
    const whole = markCursor(Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5));
    for (let length = 9; length < whole.length - 2; length++)
      expect(() => unmark(whole.slice(0, length))).toThrow('a marked record is not whole');
    expect(() => unmark(markReplay(1).slice(0, -1))).toThrow('a marked record is not whole');
  });
});
