import { gzipSync } from 'node:zlib';
import { type DatasetFormat, guessFormat, readRows } from './dataset-format.js';
import type { DatasetRow } from './dataset-row.js';
import { createFolder } from './folder.fixture.js';

const folder = createFolder();
afterAll(() => folder.remove());

async function read(format: DatasetFormat, content: string | Uint8Array): Promise<DatasetRow[]> {
  const rows: DatasetRow[] = [];
  for await (const row of readRows(folder.write('rows', content), format)) rows.push(row);
  return rows;
}

it.each([
  ['a.csv', 'csv'],
  ['A.CSV.GZ', 'csv'],
  ['a.tsv', 'csv'],
  ['a.csv.jsonl.gz', 'jsonl'],
  ['a.ndjson', 'jsonl'],
  ['a.libsvm', 'libsvm'],
  ['a.svm.gz', 'libsvm'],
  ['a.gz', undefined],
  ['csv', undefined],
  ['a.constructor', undefined],
])('the name %s tells the format %s', (name, format) => {
  expect(guessFormat(name)).toBe(format);
});

describe('csv', () => {
  it('gives cells by the names of the header', async () => {
    expect(await read('csv', 'a,b\n1,x\n2,y\n')).toEqual([
      { line: 2, names: ['a', 'b'], values: ['1', 'x'] },
      { line: 3, names: ['a', 'b'], values: ['2', 'y'] },
    ]);
  });

  it.each([',', ';', '\t', '|'])('finds that %j stands between fields', async (delimiter) => {
    const [row] = await read('csv', `"a,;|b"${delimiter}c${delimiter}d\r\n1${delimiter}2${delimiter}3\r\n`);
    expect(row).toEqual({ line: 2, names: ['a,;|b', 'c', 'd'], values: ['1', '2', '3'] });
  });

  it('takes quotes, a byte order mark, blank lines and a last line without an end', async () => {
    const rows = await read('csv', '\ufeff"Time", "Class"\n\n"0","say ""1"""\n"0","two\nlines"\n 5 ,6');
    expect(rows.map(({ values }) => values)).toEqual([
      ['0', 'say "1"'],
      ['0', 'two\nlines'],
      ['5', '6'],
    ]);
    expect(rows[0]?.names).toEqual(['Time', 'Class']);
    expect(rows.map(({ line }) => line)).toEqual([3, 5, 6]);
  });

  it('calls a column without a name by its number', async () => {
    expect((await read('csv', ',b\n1,2'))[0]?.names).toEqual(['column 1', 'b']);
  });

  it('names the line with too many or too few fields', async () => {
    await expect(read('csv', 'a,b\n1,2\n3\n')).rejects.toThrow(/expect 2, got 1 on line 3/);
    await expect(read('csv', 'a,b\n1,2,3\n')).rejects.toThrow(/expect 2, got 3 on line 2/);
  });

  it('refuses quotes that are never closed, columns of one name, and nothing at all', async () => {
    await expect(read('csv', 'a,b\n"1,2\n')).rejects.toThrow(/Quote Not Closed/);
    await expect(read('csv', 'a,b,a\n1,2,3\n')).rejects.toThrow('two columns are named "a"');
    await expect(read('csv', '')).rejects.toThrow('is empty');
  });
});

describe('jsonl', () => {
  it('gives what each object holds', async () => {
    expect(await read('jsonl', '{"a":1,"b":"x"}\n\n{"b":null}')).toEqual([
      { line: 1, names: ['a', 'b'], values: [1, 'x'] },
      { line: 3, names: ['b'], values: [null] },
    ]);
  });

  it.each(['[1]', '{"a":', '7', 'null'])('names the line that is no object: %s', async (line) => {
    await expect(read('jsonl', `{"a":1}\n${line}\n`)).rejects.toThrow('line 2: no JSON object');
  });
});

describe('libsvm', () => {
  it('gives the label and what is not 0 by its index', async () => {
    expect(await read('libsvm', '+1 1:0.5 07:2 # note 3:4\n# nothing else\n-1\t2:1e-3\r\n')).toEqual([
      { line: 1, names: ['label', '1', '7'], values: ['+1', '0.5', '2'] },
      { line: 3, names: ['label', '2'], values: ['-1', '1e-3'] },
    ]);
  });

  it.each(['1 2', '1 a:1', '1 1:', '1 qid:3 1:1'])('names the line of a wrong entry: %s', async (line) => {
    await expect(read('libsvm', `1 1:1\n${line}\n`)).rejects.toThrow(/^line 2: got .* takes index:value/);
  });

  it('refuses an index that stands there twice', async () => {
    await expect(read('libsvm', '1 1:1 01:2\n')).rejects.toThrow('line 1: an index stands there twice');
  });
});

describe('any file', () => {
  it('is unpacked when it is gzip, whatever its name, in one piece or several', async () => {
    const packed = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]);
    expect((await read('csv', packed)).map(({ values }) => values)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('is read beyond one chunk, lines and letters cut between two', async () => {
    const texts = Array.from({ length: 60_000 }, (_, i) => `${'é'.repeat(i % 7)}${i}`);
    // Letters of two bytes from an odd byte on: the end of any chunk cuts one.
    texts.unshift('oé'.padEnd(500_000, 'é'));
    const rows = await read('jsonl', texts.map((t) => JSON.stringify({ t })).join('\n'));
    expect(rows.map(({ values }) => values[0])).toEqual(texts);
    expect(rows.at(-1)?.line).toBe(60_001);
  });

  it('is refused when its gzip is cut short', async () => {
    const packed = gzipSync(Array.from({ length: 1_000 }, (_, i) => `${i * 7919},b\n`).join(''));
    await expect(read('csv', packed.subarray(0, packed.length - 200))).rejects.toThrow('broken or cut short');
  });

  it.each(['csv', 'jsonl', 'libsvm'] as const)(
    'of %s that is not there, or a folder, is told by its path',
    async (format) => {
      const missing = readRows(`${folder.path}/none`, format)[Symbol.asyncIterator]();
      await expect(missing.next()).rejects.toThrow(`${folder.path}/none: no such file`);
      await expect(readRows(folder.path, format)[Symbol.asyncIterator]().next()).rejects.toThrow(
        'is a folder',
      );
    },
  );
});
