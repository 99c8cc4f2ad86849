import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readDelimited } from './read-delimited.js';
import { type BadLine, FILE_BEGIN, type FilePosition, type FoundRow } from './row.js';

describe('readDelimited', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-delimited-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = async (text: string, pieceRows = 1_000, from: FilePosition = FILE_BEGIN) => {
    const path = join(folder, 'x.csv');
    writeFileSync(path, text);
    const file = await open(path);
    const rows: FoundRow[] = [];
    const bad: BadLine[] = [];
    const positions: FilePosition[] = [];
    try {
      for await (const piece of readDelimited(file, from, {
        delimiters: [','],
        maxRecordBytes: 1_000,
        pieceRows,
      })) {
        rows.push(...piece.rows);
        bad.push(...piece.bad);
        positions.push(piece.next);
      }
    } finally {
      await file.close();
    }
    return { rows, bad, positions };
  };

  const field = fc.string({
    unit: fc.constantFrom('a', 'B', '7', ' ', ',', '"', '\n', '\r', 'ç', '😀'),
    maxLength: 6,
  });

  it('gives back what was written by RFC 4180', async () => {
    const written = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(written, fc.constantFrom('\n', '\r\n'), async (table, end) => {
        const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const lines = table.map((values) => values.map(quote).join(','));
        const { rows, bad } = await read(['x,y', ...lines].join(end) + end);
        expect(bad).toEqual([]);
        expect(rows.map(({ row }) => [row.x, row.y])).toEqual(table);
      }),
    );
  });

  const scrap = fc
    .array(fc.constantFrom('a', 'b,c', ',', '"', '""', '\n', '\r\n', '\r', '"\n', ',"', ' '), {
      maxLength: 40,
    })
    .map((parts) => `x,y\n${parts.join('')}`);

  it('finds the same rows and bad lines whatever the size of the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(scrap, async (text) => {
        const { rows, bad } = await read(text);
        const single = await read(text, 1);
        expect([single.rows, single.bad]).toEqual([rows, bad]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a stray carriage return at the end of a field, whatever follows', async () => {
    const { rows } = await read('x,y\nb,c\r\r\nd,e\n');
    expect(rows.map(({ row }) => row.y)).toEqual(['c\r', 'e']);
  });

  it('goes on behind any piece as if it had not stopped', async () => {
    await fc.assert(
      fc.asyncProperty(scrap, fc.nat(), async (text, at) => {
        const { rows, bad, positions } = await read(text, 1);
        const from = positions[at % Math.max(1, positions.length)];
        if (from === undefined) return;
        const rest = await read(text, 1, from);
        expect(rest.rows).toEqual(rows.filter(({ line }) => line >= from.line));
        expect(rest.bad).toEqual(bad.filter(({ line }) => line >= from.line));
      }),
      { numRuns: 300 },
    );
  });
});
