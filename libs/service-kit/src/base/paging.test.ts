import fc from 'fast-check';
import { DomainError } from './domain-error.js';
import { decodePageToken, encodePageToken, pageOf, pageSizeOf } from './paging.js';

describe('paging', () => {
  it('reads back every token it makes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), (size, id) => {
        const key = decodePageToken(encodePageToken([size, id]), ['number', 'string']);
        return key?.[1] === id && Object.is(key[0] + 0, size + 0);
      }),
    );
  });

  it('refuses any other text by naming page_token, and takes an empty one as the first page', () => {
    expect(decodePageToken('', ['number'])).toBeUndefined();
    for (const token of ['x', 'W10', encodePageToken(['a']), encodePageToken([1, 2])]) {
      const read = () => decodePageToken(token, ['number']);
      expect(read).toThrow(DomainError);
      expect(read).toThrow('page_token');
    }
  });

  it('ends with the last page, full or not', () => {
    const key = (id: string) => [id];
    expect(pageOf(['a', 'b', 'c'], 2, key)).toEqual({
      items: ['a', 'b'],
      nextPageToken: encodePageToken(['b']),
    });
    expect(pageOf(['a', 'b'], 2, key)).toEqual({ items: ['a', 'b'], nextPageToken: '' });
    expect(pageOf([], 2, key)).toEqual({ items: [], nextPageToken: '' });
  });

  it('has pages of 10 by default and of 100 at most', () => {
    expect([0, 1, 100, 500].map(pageSizeOf)).toEqual([10, 1, 100, 100]);
  });
});
