import type { DatasetRow } from './dataset-row.js';
import type { Schema } from './schema.js';
import { type SurveyOptions, survey } from './survey.js';

/** Rows of a file whose header is line 1. */
async function* rowsOf(names: readonly string[], rows: readonly unknown[][]): AsyncGenerator<DatasetRow> {
  for (const [i, values] of rows.entries()) yield { line: i + 2, names, values };
}

const look = (
  names: readonly string[],
  rows: readonly unknown[][],
  options: Partial<SurveyOptions> = {},
): Promise<Schema> =>
  survey(rowsOf(names, rows), {
    target: 'y',
    positive: undefined,
    categorical: [],
    ignore: [],
    sparse: false,
    ...options,
  });

const labelled = (labels: readonly unknown[], options: Partial<SurveyOptions> = {}): Promise<Schema> =>
  look(
    ['x', 'y'],
    labels.map((label, i) => [i, label]),
    options,
  );

describe('columns', () => {
  it('of numbers give one feature, those without any number one for each text and one for none', async () => {
    const { columns, dimension, rows } = await look(
      ['a', 'c', 'y', 'b'],
      [
        ['1', 'red', '1', '5'],
        ['2', 'blue', '0', '6'],
        ['3', 'red', '0', '7'],
      ],
    );
    expect(columns.map(({ name, kind, at }) => [name, kind, at])).toEqual([
      ['a', 'number', 0],
      ['c', 'category', 1],
      ['b', 'number', 4],
    ]);
    expect([dimension, rows]).toEqual([5, 3]);
  });

  it('where a text stands among numbers are refused, with its line and what to do', async () => {
    const rows = [
      ['1', 0],
      ['abc', 1],
      ['3', 0],
    ];
    await expect(look(['x', 'y'], rows)).rejects.toThrow(
      /^line 3: column x holds "abc", but numbers elsewhere; .*--categorical "x".*--ignore "x"/,
    );
    expect((await look(['x', 'y'], rows, { categorical: ['x'] })).dimension).toBe(4);
  });

  it('can be left out', async () => {
    const rows = [
      ['n1', 1, 0],
      ['n2', 2, 1],
    ];
    const { columns } = await look(['id', 'x', 'y'], rows, { ignore: ['id'] });
    expect(columns.map(({ name }) => name)).toEqual(['x']);
  });

  it('in which nothing stands are left out and named', async () => {
    const { columns, empty } = await look(
      ['x', 'z', 'y'],
      [
        [1, '', 0],
        [2, 'NA', 1],
      ],
    );
    expect([columns.map(({ name }) => name), empty]).toEqual([['x'], ['z']]);
  });

  it('with a great many texts are refused', async () => {
    const rows = Array.from({ length: 1_001 }, (_, i) => [`name ${i}`, i % 2]);
    await expect(look(['name', 'y'], rows)).rejects.toThrow(
      /column name holds more than 1000.*--ignore "name"/,
    );
    expect((await look(['name', 'y'], rows.slice(1))).dimension).toBe(1_001);
  });

  it('that hold lists or objects are refused, with the line', async () => {
    await expect(
      look(
        ['x', 'y'],
        [
          [1, 0],
          [[2], 1],
        ],
      ),
    ).rejects.toThrow(/^line 3: column x holds \[2\], takes/);
  });

  it('are told by their names when an option names one that is not there', async () => {
    const rows = [
      [1, 0],
      [2, 1],
    ];
    await expect(look(['price', 'y'], rows, { target: 'prise' })).rejects.toThrow(
      'line 2: --target: no column is called "prise" (price is meant?); there are price, y',
    );
    await expect(look(['x', 'y'], rows, { categorical: ['q'] })).rejects.toThrow('--categorical: no column');
    await expect(look(['x', 'y'], rows, { ignore: ['q'] })).rejects.toThrow(
      '--ignore: no column is called "q"',
    );
  });

  it('must be more than the target', async () => {
    await expect(look(['y'], [[0], [1]])).rejects.toThrow('no column but the target');
    await expect(look(['x', 'y'], [])).rejects.toThrow('no rows');
  });
});

describe('missing numbers', () => {
  it('are counted, absent or empty', async () => {
    async function* rows(): AsyncGenerator<DatasetRow> {
      yield { line: 1, names: ['x', 'y'], values: [1, 0] };
      yield { line: 2, names: ['y'], values: [1] };
      yield { line: 3, names: ['x', 'y'], values: ['', 1] };
    }
    const options = { target: 'y', positive: undefined, categorical: [], ignore: [] };
    expect((await survey(rows(), { ...options, sparse: false })).missing).toBe(2);
    expect((await survey(rows(), { ...options, sparse: true })).missing).toBe(0);
  });
});

describe('the classes', () => {
  it.each([
    [
      ['0', '1'],
      ['0', '1'],
    ],
    [
      ['1', '-1'],
      ['-1', '1'],
    ],
    [
      ['1', '2'],
      ['2', '1'],
    ],
    [
      ['no', 'Yes'],
      ['no', 'Yes'],
    ],
    [
      ['true', 'false'],
      ['false', 'true'],
    ],
    [
      ['sim', 'nao'],
      ['nao', 'sim'],
    ],
    [
      ['UP', 'DOWN'],
      ['DOWN', 'UP'],
    ],
    [
      ['10', '9'],
      ['9', '10'],
    ],
  ])('%j are numbered as %j, the positive one last', async (labels, classes) => {
    expect((await labelled(labels)).target.classes).toEqual(classes);
  });

  it('count the rows of each, however a number is written', async () => {
    const { target } = await labelled(['1', '0', '1.0', '+1']);
    expect([target.classes, target.rows]).toEqual([
      ['0', '1'],
      [1, 3],
    ]);
  });

  it('put the one that is asked for against all others', async () => {
    expect((await labelled(['a', 'b'], { positive: 'a' })).target.classes).toEqual(['b', 'a']);
    const { classes, rows, classOf } = (await labelled(['a', 'b', 'c', 'b'], { positive: 'b' })).target;
    expect([classes, rows]).toEqual([
      ['others', 'b'],
      [2, 2],
    ]);
    expect([classOf.get('a'), classOf.get('b'), classOf.get('c')]).toEqual([0, 1, 0]);
  });

  it('stay apart in order when there are more than two', async () => {
    expect((await labelled(['10', '9', 'x', '1'])).target.classes).toEqual(['1', '9', '10', 'x']);
  });

  it('are refused when there is one only, none is the one asked for, or one is missing', async () => {
    await expect(labelled(['1', '1.0'])).rejects.toThrow('column y holds 1 in all rows');
    await expect(labelled(['a', 'b'], { positive: 'c' })).rejects.toThrow(
      '--positive: got "c", column y holds a, b',
    );
    await expect(labelled(['a', ''])).rejects.toThrow('line 3: nothing stands in column y');
  });

  it('are refused when they are as many as measurements', async () => {
    await expect(labelled(Array.from({ length: 1_025 }, (_, i) => i))).rejects.toThrow(
      /more than 1024 different/,
    );
  });
});
