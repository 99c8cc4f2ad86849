import * as fc from 'fast-check';
import { compareKeys, FIRST_HASH, KeyHash, prefixOf, SECOND_HASH } from './key-hash.js';

const keys = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('the hash of a key', () => {
  it('is the same of bytes as of the words they make', () => {
    fc.assert(
      fc.property(keys, fc.nat(), (key, seed) => {
        const hash = new KeyHash(seed);
        const read = hash.read(key).slice();
        expect(hash.readWords(Uint32Array.of(9, ...read), 1)).toEqual(read);
      }),
    );
  });

  it('depends on every byte, in both of its halves', () => {
    const hash = new KeyHash(5);
    const [zero, one] = [new Uint8Array(16), new Uint8Array(16)];
    for (let i = 0; i < 16; i++) {
      one.fill(0)[i] = 1;
      for (const half of [FIRST_HASH, SECOND_HASH]) {
        const before = hash.read(zero)[half];
        expect(hash.read(one)[half]).not.toBe(before);
      }
    }
  });

  it('is another with another seed', () => {
    const key = new Uint8Array(16).fill(3);
    expect(new KeyHash(1).read(key)[FIRST_HASH]).not.toBe(new KeyHash(2).read(key)[FIRST_HASH]);
  });

  it('is refused to keys of another length', () => {
    expect(() => new KeyHash(1).read(new Uint8Array(15))).toThrow('16 bytes');
  });
});

describe('the words of a key', () => {
  it('and its prefix sort as its bytes do', () => {
    fc.assert(
      fc.property(keys, keys, fc.nat(16), (a, b, shared) => {
        b.set(a.subarray(0, shared));
        const hash = new KeyHash(0);
        const [wordsA, wordsB] = [hash.read(a).slice(), hash.read(b).slice()];
        const order = Buffer.compare(a, b);
        expect(Math.sign(compareKeys(wordsA, 0, wordsB, 0))).toBe(order);
        expect([0, order]).toContain(Math.sign(prefixOf(wordsA, 0) - prefixOf(wordsB, 0)));
      }),
    );
  });

  it('differ in the prefix when they differ in the first 53 bits', () => {
    const words = [Uint32Array.of(1, 0, 0, 0), Uint32Array.of(1, 1 << 11, 0, 0)] as const;
    expect(prefixOf(words[1], 0)).toBeGreaterThan(prefixOf(words[0], 0));
  });
});

it('reads a key at its place in longer bytes, and refuses bytes that are no key', () => {
  const hash = new KeyHash(7);
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => i);
  expect(hash.read(bytes, 3).slice()).toEqual(hash.read(bytes.slice(3, 19)).slice());
  expect(() => hash.read(bytes)).toThrow('a key has 16 bytes, not 20');
  expect(() => hash.read(bytes.subarray(0, 15))).toThrow('a key has 16 bytes, not 15');
  expect(() => hash.read(bytes, 5)).toThrow('a key has 16 bytes, not 15');
});
