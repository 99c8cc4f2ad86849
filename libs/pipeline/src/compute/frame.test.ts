import { array, assert, constantFrom, integer, property, uint8Array } from 'fast-check';
import { encodeFrame, type Frame, FrameSplitter, HEADER_BYTES } from './frame.js';

const MAX = 64;

/** What a splitter finds in bytes that come cut at these places. */
function split(bytes: Buffer, cuts: readonly number[], splitter = new FrameSplitter(MAX)): Frame[] {
  const at = [...new Set(cuts)].sort((a, b) => a - b);
  return [0, ...at].flatMap((from, i) => [...splitter.push(bytes.subarray(from, at[i] ?? bytes.length))]);
}

const texts = (frames: readonly Frame[]): (string | number)[] =>
  frames.map((frame) => (frame.kind === 'payload' ? frame.payload.toString('latin1') : frame.bytes));

describe('frames', () => {
  it('begin with their length, the highest byte first', () => {
    expect(encodeFrame('ação')).toEqual(Buffer.from([0, 0, 0, 6, 0x61, 0xc3, 0xa7, 0xc3, 0xa3, 0x6f]));
    expect(encodeFrame(Buffer.alloc(0x010203)).subarray(0, 4)).toEqual(Buffer.from([0, 1, 2, 3]));
  });

  it('are found when cut at any two bytes', () => {
    const bytes = Buffer.concat([encodeFrame('um'), encodeFrame(''), encodeFrame('três')]);
    const whole = texts(split(bytes, []));
    for (let a = 0; a <= bytes.length; a++)
      for (let b = a; b <= bytes.length; b++) expect(texts(split(bytes, [a, b]))).toEqual(whole);
    expect(whole).toEqual(['um', '', Buffer.from('três').toString('latin1')]);
  });

  it('are found when they come byte by byte', () => {
    const bytes = Buffer.concat([encodeFrame('um'), encodeFrame('dois')]);
    expect(texts(split(bytes, [...bytes.keys()]))).toEqual(['um', 'dois']);
  });

  it('are told of as oversized as soon as the length is known, and skipped', () => {
    const splitter = new FrameSplitter(MAX);
    const [header, payload] = [Buffer.alloc(HEADER_BYTES), Buffer.alloc(MAX + 1)];
    header.writeUInt32BE(MAX + 1);
    expect([...splitter.push(header)]).toEqual([{ kind: 'oversized', bytes: MAX + 1 }]);
    expect(splitter.midFrame).toBe(true);
    expect([...splitter.push(payload.subarray(1))]).toEqual([]);
    expect(texts([...splitter.push(Buffer.concat([payload.subarray(0, 1), encodeFrame('e')]))])).toEqual([
      'e',
    ]);
    expect(splitter.midFrame).toBe(false);
  });

  it('survive any cut, whatever they hold', () => {
    const payloads = array(uint8Array({ maxLength: MAX + 8 }), { maxLength: 8 });
    const cuts = array(integer({ min: 0, max: 8 * (MAX + 12) }), { maxLength: 12 });
    assert(
      property(payloads, cuts, (parts, at) => {
        const bytes = Buffer.concat(parts.map((part) => encodeFrame(part)));
        const inside = at.filter((cut) => cut <= bytes.length);
        const expected = parts.map((part) =>
          part.length > MAX ? part.length : Buffer.from(part).toString('latin1'),
        );
        expect(texts(split(bytes, inside))).toEqual(expected);
      }),
    );
  });

  it('never hold more than one payload of the size allowed, whatever bytes come', () => {
    const chunks = array(uint8Array({ maxLength: 200 }), { maxLength: 20 });
    assert(
      property(chunks, constantFrom(0, 1, MAX), (parts, max) => {
        const splitter = new FrameSplitter(max);
        for (const part of parts)
          for (const frame of splitter.push(Buffer.from(part)))
            if (frame.kind === 'payload') expect(frame.payload.length).toBeLessThanOrEqual(max);
            else expect(frame.bytes).toBeGreaterThan(max);
      }),
    );
  });
});
