import { gzipSync } from 'node:zlib';
import { Random } from '../online/index.js';
import { createFolder } from './dataset/folder.fixture.js';
import { runEvaluate } from './run-evaluate.js';

const folder = createFolder();
afterAll(() => folder.remove());

const random = new Random(5);
const events = Array.from({ length: 400 }, () => {
  const y = random.below(2);
  return { a: random.normal() + y, b: random.below(3) === 0 ? 0 : random.normal() - y, y };
});
folder.write('rows.csv.gz', gzipSync(`a,b,y\n${events.map(({ a, b, y }) => `${a},${b},${y}`).join('\n')}\n`));
folder.write('rows.jsonl', events.map((event) => JSON.stringify({ ...event, y: event.y === 1 })).join('\n'));
folder.write(
  'rows.libsvm',
  events.map(({ a, b, y }) => `${y === 1 ? '+1' : '-1'} 1:${a}${b === 0 ? '' : ` 2:${b}`}`).join('\n'),
);
folder.write(
  'three.csv',
  `x,kind\n${Array.from({ length: 90 }, (_, i) => `${i % 3},k${i % 3}`).join('\n')}\n`,
);

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(line: string, isTTY = false): Promise<Outcome> {
  let [out, err, now] = ['', '', 0];
  const code = await runEvaluate(line.split(' '), {
    folder: folder.path,
    out: { write: (text) => (out += text) },
    err: { isTTY, write: (text) => (err += text) },
    nowMs: () => (now += 1_000),
  });
  return { code, out, err };
}

describe('the figures', () => {
  it('stand beside those of the last class, with counts', async () => {
    const { code, out, err } = await run(
      '--dataset rows.csv.gz --target y --model logistic-regression --lr 0.02',
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^rows\.csv\.gz: 400 rows, 2 features; y: 0 \d+, 1 \d+, positive 1\n/);
    expect(out).toContain('logistic-regression, lr 0.02, scaler learns after predicting');
    for (const name of ['accuracy', 'precision', 'recall', 'F1', 'average precision', 'log loss']) {
      expect(out).toMatch(new RegExp(`^${name} +\\d+\\.\\d{6} +\\d+\\.\\d{6}$`, 'm'));
    }
    expect(out).toMatch(/^ROC AUC, exact +0\.\d{6} +0\.\d{6}\nROC AUC, 10 thresholds +0\.\d{6} +0\.\d{6}$/m);
    expect(out).toMatch(/^rows scored +400 +399\nrows unscored +0 +1$/m);
    expect(out).toMatch(/^400 rows\/s, with reading$/m);
  });

  it('are one line of JSON on request, without a digit lost', async () => {
    const { out } = await run('--dataset rows.csv.gz --target y --model gaussian-naive-bayes --json');
    expect(out.trimEnd()).not.toContain('\n');
    const figures = JSON.parse(out);
    expect(figures).toMatchObject({
      dataset: { file: 'rows.csv.gz', format: 'csv', rows: 400, features: 2, missing: 0, emptyColumns: [] },
      target: { column: 'y', classes: ['0', '1'] },
      model: { name: 'gaussian-naive-bayes', scaler: 'none', labelDelay: 0 },
      rows: { scored: 399, unscored: 1 },
      rowsPerSecond: 400,
    });
    const [[tn, fp], [fn, tp]] = figures.confusion.model;
    expect(figures.scores.accuracy.model).toBe((tp + tn) / 399);
    expect(figures.scores.f1.model).toBe((2 * tp) / (2 * tp + fp + fn));
  });

  it('are the same for the same rows in any format', async () => {
    const scores = await Promise.all(
      ['rows.csv.gz --target y', 'rows.jsonl --target y', 'rows.libsvm'].map(async (file) => {
        const { out } = await run(`--dataset ${file} --model logistic-regression --json`);
        return JSON.parse(out).scores;
      }),
    );
    expect(scores[1]).toEqual(scores[0]);
    expect(scores[2]).toEqual(scores[0]);
  });

  it('count true and false positives and negatives', async () => {
    const line = '--dataset rows.csv.gz --target y --model logistic-regression';
    const [[tn, fp], [fn, tp]] = JSON.parse((await run(`${line} --json`)).out).confusion.model;
    expect(new Set([tp, fn, fp, tn]).size).toBe(4);
    const { out } = await run(line);
    for (const [name, count] of Object.entries({ TP: tp, FN: fn, FP: fp, TN: tn })) {
      expect(out).toMatch(new RegExp(`^${name} +${count} +\\d+$`, 'm'));
    }
  });

  it('are means over seeds, from the first one on', async () => {
    const line = '--dataset rows.csv.gz --target y --model adaptive-random-forest';
    const { out } = await run(`${line} --seed 3 --seeds 2 --json`);
    const { scores, seeds } = JSON.parse(out);
    const alone = await Promise.all(
      [3, 4].map(
        async (seed) => JSON.parse((await run(`${line} --seed ${seed} --json`)).out).scores.accuracy.model,
      ),
    );
    expect(seeds.map(({ seed }: { seed: number }) => seed)).toEqual([3, 4]);
    expect(scores.accuracy.model).toBeCloseTo((alone[0] + alone[1]) / 2, 12);
    const { out: text } = await run(`${line} --seed 3 --seeds 2`);
    expect(text).toContain('mean of 2 seeds');
    expect(text).toMatch(/^accuracy from 0\.\d{6} to 0\.\d{6} with seeds 3 to 4$/m);
  });

  it('show what each of several classes was taken for', async () => {
    const { out } = await run('--dataset three.csv --target kind --model last-class');
    expect(out).toContain('as the model took them');
    expect(out).toMatch(/^is k0 +0 +0 +29$/m);
    expect(out).toMatch(/^macro F1 +0\.000000 +0\.000000$/m);
  });

  it('come with a bar in a terminal only', async () => {
    const { err } = await run('--dataset rows.csv.gz --target y --model last-class', true);
    expect(err).toContain('100 % last-class');
    expect(err.endsWith('\r\x1b[K')).toBe(true);
  });
});

describe('what is wrong', () => {
  it.each([
    ['--help', 0],
    ['--dataset rows.csv.gz --target y --model last-class', 0],
    ['--dataset none.csv --target y --model last-class', 1],
    ['--dataset rows.csv.gz --target z --model last-class', 1],
    ['--dataset rows.csv.gz --target y --model last', 2],
  ])('of %s gives exit code %d', async (line, code) => {
    expect((await run(line)).code).toBe(code);
  });

  it('is told in one line of standard error, with nothing on standard output', async () => {
    const { out, err } = await run('--dataset none.csv --target y --model last-class');
    expect(out).toBe('');
    expect(err).toBe(
      `evaluate: ${folder.path}/none.csv: no such file; a relative path counts from where the command was typed\n`,
    );
  });

  it('is a model of two classes for more, unless one is set against all others', async () => {
    const line = '--dataset three.csv --target kind --model logistic-regression';
    expect((await run(line)).err).toMatch(/tells two classes apart, kind holds 3; --positive CLASS/);
    expect((await run(`${line} --positive k1`)).out).toContain('kind: others 60, k1 30, positive k1');
  });
});
