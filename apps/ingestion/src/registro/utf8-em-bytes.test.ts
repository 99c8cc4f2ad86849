import { isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import { eUtf8 } from './utf8-em-bytes.js';

/** Bytes at which one of the rules begins or ends, and any others. */
const byte = fc.oneof(
  fc.constantFrom(0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0),
  fc.constantFrom(0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff),
  fc.integer({ min: 0, max: 255 }),
);

it('says what the runtime says of any bytes, wherever they stand', () => {
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), fc.array(byte, { maxLength: 3 }), (dentro, fora) => {
      const bytes = Buffer.from([...fora, ...dentro, ...fora]);
      const [de, ate] = [fora.length, fora.length + dentro.length];
      expect(eUtf8(bytes, de, ate)).toBe(isUtf8(bytes.subarray(de, ate)));
    }),
    { numRuns: 20_000 },
  );
});

it('says so of every sequence of two bytes, and of three that begin at an edge', () => {
  const iguais = (bytes: Buffer): boolean => eUtf8(bytes, 0, bytes.length) === isUtf8(bytes);
  const diferentes: string[] = [];
  for (let um = 0; um < 256; um++)
    for (let dois = 0; dois < 256; dois++) {
      const bytes = Buffer.from([um, dois]);
      if (!iguais(bytes)) diferentes.push(bytes.toString('hex'));
      for (const resto of [[0x80], [0xbf], [0x41], [0x80, 0x80], [0xbf, 0xc0]]) {
        const mais = Buffer.from([um, dois, ...resto]);
        if (um >= 0xe0 && !iguais(mais)) diferentes.push(mais.toString('hex'));
      }
    }
  expect(diferentes).toEqual([]);
});
