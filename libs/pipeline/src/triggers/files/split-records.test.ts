import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type SplitOptions, splitRecords } from './split-records.js';

describe('splitRecords', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-split-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const split = async (text: string | Uint8Array, options: Partial<SplitOptions> = {}) => {
    const path = join(folder, 'x');
    writeFileSync(path, text);
    const file = await open(path);
    try {
      const found = [];
      for await (const chunk of splitRecords(file, {
        position: 0,
        line: 1,
        delimiter: 44,
        maxBytes: 1_000,
        ...options,
      }))
        for (const { bytes, line, begin, end, fault } of chunk)
          found.push({ text: bytes.toString(), line, begin, end, fault });
      return found;
    } finally {
      await file.close();
    }
  };
  const short = async (...args: Parameters<typeof split>) =>
    (await split(...args)).map(({ text, line, fault }) => [line, fault ?? text]);

  it('ends records at LF and CRLF, and the last one at the end of the file', async () => {
    expect(await short('a\r\nb\nc')).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
  });

  it('keeps line ends inside of quotes, and counts them', async () => {
    expect(await short('a,"x\ny ""z"""\nb\n')).toEqual([
      [1, 'a,"x\ny ""z"""'],
      [3, 'b'],
    ]);
  });

  it('takes a quote within a field for a letter', async () => {
    expect(await short('5" pipe,a\nb\n')).toEqual([
      [1, '5" pipe,a'],
      [2, 'b'],
    ]);
  });

  it('blames only the first line for a quote that is never closed', async () => {
    expect(await short('a\n"b\nc\nd\n')).toEqual([
      [1, 'a'],
      [2, 'a quote is not closed'],
      [3, 'c'],
      [4, 'd'],
    ]);
  });

  it('does not look further for the end of a quote than the longest record', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `linha ${i}`);
    const found = await short(`"aberta\n${rows.join('\n')}\n`, { maxBytes: 64, chunkBytes: 16 });
    expect(found).toEqual([[1, 'a quote is not closed'], ...rows.map((row, i) => [i + 2, row])]);
  });

  it('skips a line that is too long without holding it', async () => {
    const found = await split(`a\n${'x'.repeat(5_000)}\nb\n`, { maxBytes: 100, chunkBytes: 64 });
    expect(found.map(({ line, fault, text }) => [line, fault ?? text])).toEqual([
      [1, 'a'],
      [2, 'longer than 100 bytes'],
      [3, 'b'],
    ]);
    expect(found[1]).toMatchObject({ begin: 2, end: 5_003 });
  });

  it('lists a too long line that the file ends with', async () => {
    expect(await short('x'.repeat(500), { maxBytes: 100, chunkBytes: 64 })).toEqual([
      [1, 'longer than 100 bytes'],
    ]);
  });

  const text = fc
    .array(fc.constantFrom('a', 'bc', ',', '"', '""', '\n', '\r\n', 'é', ' ', '","', '"\n', '\n"'), {
      maxLength: 40,
    })
    .map((parts) => parts.join(''));

  it('finds the same records whatever the size of the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, chunkBytes) => {
        expect(await split(content, { chunkBytes })).toEqual(await split(content));
      }),
      { numRuns: 200 },
    );
  });

  it('covers every byte of the file once, and can go on behind any record', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), async (content, at) => {
        const all = await split(content);
        let position = 0;
        for (const { begin, end } of all) {
          expect(begin).toBe(position);
          position = end;
        }
        expect(position).toBe(Buffer.byteLength(content));
        if (all.length < 2) return;
        const from = 1 + (at % (all.length - 1));
        const { begin, line } = all[from] as (typeof all)[number];
        expect(await split(content, { position: begin, line })).toEqual(all.slice(from));
      }),
      { numRuns: 200 },
    );
  });
});
