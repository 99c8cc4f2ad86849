import { Random } from '../online/index.js';
import type { DatasetRow } from './dataset/dataset-row.js';
import { survey } from './dataset/survey.js';
import { type EvaluateSettings, type Evaluation, evaluate } from './evaluate.js';

interface Event {
  readonly x: readonly number[];
  readonly y: number;
}

/** Two classes of unlike scales, and one feature that never varies. */
function draw(count: number, seed = 1): Event[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const y = random.below(2);
    return { x: [random.normal() + y, 1_000 * random.normal() - 900 * y, 7], y };
  });
}

async function* rowsOf(events: readonly Event[]): AsyncGenerator<DatasetRow> {
  const names = (events[0]?.x ?? []).map((_, i) => `x${i}`);
  for (const [i, { x, y }] of events.entries())
    yield { line: i + 1, names: [...names, 'y'], values: [...x, y] };
}

const SETTINGS: EvaluateSettings = {
  model: 'logistic-regression',
  learningRate: 0.05,
  scaler: 'standard',
  scaleFirst: false,
  labelDelay: 0,
  seed: 1,
};

async function run(events: readonly Event[], settings: Partial<EvaluateSettings> = {}): Promise<Evaluation> {
  const options = { target: 'y', positive: undefined, categorical: [], ignore: [], sparse: false };
  const schema = await survey(rowsOf(events), options);
  let now = 0;
  const host = { nowMs: () => (now += 500), onRow: () => undefined };
  return evaluate(rowsOf(events), schema, { ...SETTINGS, ...settings }, host);
}

/** The protocol by the book, from all events seen so far each time; the prediction of each event. */
function byTheBook(events: readonly Event[], scaleFirst: boolean): number[] {
  const weights = [0, 0, 0];
  let intercept = 0;
  const scaled = ({ x }: Event, seen: readonly Event[]): number[] =>
    x.map((value, i) => {
      const values = seen.map((event) => event.x[i] as number);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
      return variance > 0 ? (value - mean) / Math.sqrt(variance) : 0;
    });
  const predict = (z: readonly number[]): number =>
    1 / (1 + Math.exp(-z.reduce((sum, value, i) => sum + value * (weights[i] as number), intercept)));
  return events.map((event, n) => {
    const p = predict(scaled(event, events.slice(0, scaleFirst ? n + 1 : n)));
    const z = scaled(event, events.slice(0, n + 1));
    const error = predict(z) - event.y;
    for (let i = 0; i < weights.length; i++)
      weights[i] = (weights[i] as number) - 0.05 * error * (z[i] as number);
    intercept -= 0.01 * error;
    return p;
  });
}

/** By trapezia under the points whose thresholds are ninths, the outer two beyond all scores. */
function areaOf10Thresholds(positives: readonly number[], negatives: readonly number[]): number {
  const above = (scores: readonly number[], i: number): number =>
    i === 0 ? 1 : i === 9 ? 0 : scores.filter((score) => score > i / 9).length / scores.length;
  let area = 0;
  for (let i = 1; i < 10; i++) {
    const height = (above(positives, i - 1) + above(positives, i)) / 2;
    area += height * (above(negatives, i - 1) - above(negatives, i));
  }
  return area;
}

describe.each([false, true])('with scaleFirst %s', (scaleFirst) => {
  const events = draw(300);
  const p = byTheBook(events, scaleFirst);
  const share = (holds: (event: Event, i: number) => boolean): number =>
    events.filter(holds).length / events.length;
  const isRight = ({ y }: Event, i: number): boolean => (p[i] as number) > 0.5 === (y === 1);

  it('predicts, measures, lets the scaler learn and then the model', async () => {
    const { scores, scored, unscored } = await run(events, { scaleFirst });
    const loss = events.map(({ y }, i) => -Math.log(y === 1 ? (p[i] as number) : 1 - (p[i] as number)));
    expect(scores.accuracy?.model).toBeCloseTo(share(isRight), 12);
    expect(scores.logLoss?.model).toBeCloseTo(loss.reduce((a, b) => a + b, 0) / loss.length, 9);
    expect([scored, unscored]).toEqual([300, 0]);
  });

  it('counts how every pair of rows is ranked and how every class was taken', async () => {
    const { scores, confusion } = await run(events, { scaleFirst });
    const of = (y: number): number[] => p.filter((_, i) => events[i]?.y === y);
    const wins = of(1).flatMap((a) => of(0).map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
    expect(scores.rocAuc?.model).toBeCloseTo(wins.reduce((a, b) => a + b, 0) / wins.length, 12);
    expect(scores.rocAucOf10Thresholds?.model).toBeCloseTo(areaOf10Thresholds(of(1), of(0)), 12);
    const taken = (y: number, positive: boolean): number =>
      300 * share((event, i) => event.y === y && (p[i] as number) > 0.5 === positive);
    const counts = [taken(0, false), taken(0, true), taken(1, false), taken(1, true)];
    expect(confusion.model.flat()).toEqual(counts.map(Math.round));
  });
});

it('compares the two orders of scaling as different', async () => {
  const [after, before] = [await run(draw(300)), await run(draw(300), { scaleFirst: true })];
  expect(after.scores.logLoss?.model).not.toBe(before.scores.logLoss?.model);
});

it('takes the scores of all rows for the exact area, however many', async () => {
  // The first 10,000 rows alone are told apart.
  const late = draw(2_000).map(({ x, y }) => ({ x, y: 1 - y }));
  const { scores } = await run([...draw(10_000), ...late], { model: 'gaussian-naive-bayes', scaler: 'none' });
  const { scores: first } = await run(draw(10_000), { model: 'gaussian-naive-bayes', scaler: 'none' });
  const { scores: lastOnes } = await run([...draw(10_000).slice(2_000), ...late], {
    model: 'gaussian-naive-bayes',
    scaler: 'none',
  });
  expect(scores.rocAuc?.model).toBeLessThan(first.rocAuc?.model as number);
  expect(scores.rocAuc?.model).toBeGreaterThan(lastOnes.rocAuc?.model as number);
});

it('leaves rows unscored only while the model has seen no class', async () => {
  const events = draw(50);
  const settings = { model: 'gaussian-naive-bayes', scaler: 'none' } as const;
  const now = await run(events, settings);
  expect([now.scored, now.unscored]).toEqual([49, 1]);
  const late = await run(events, { ...settings, labelDelay: 9 });
  expect([late.scored, late.unscored]).toEqual([40, 10]);
});

it('learns from labels only once they come', async () => {
  const events = draw(50);
  const { scores, unscored } = await run(events, { labelDelay: 1_000 });
  // All predictions were made with weights of 0.
  expect(scores.logLoss?.model).toBeCloseTo(Math.LN2, 14);
  expect(unscored).toBe(0);
});

it('scores the last class as a model as it does as the baseline', async () => {
  const { scores, confusion } = await run(draw(200), { model: 'last-class', scaler: 'none' });
  for (const { model, baseline } of Object.values(scores)) expect(model).toBe(baseline);
  expect(confusion.model).toEqual(confusion.baseline);
});

it('ranks unusual rows high with half-space trees, which see no class', async () => {
  const random = new Random(1);
  const events = Array.from({ length: 2_000 }, (_, i): Event => {
    const y = i % 50 === 0 ? 1 : 0;
    return { x: [random.normal() + 6 * y, random.normal() - 6 * y], y };
  });
  // The first 250 rows all score 0.
  const { scores, unscored } = await run(events, { model: 'half-space-trees' });
  expect(scores.rocAuc?.model).toBeGreaterThan(0.85);
  expect(unscored).toBe(0);
});

it.each(['gaussian-naive-bayes', 'hoeffding-tree', 'adaptive-random-forest'] as const)(
  'tells three classes apart with %s',
  async (model) => {
    const random = new Random(2);
    const events = Array.from({ length: 900 }, (_, i): Event => {
      const y = i % 3;
      return { x: [random.normal() + 4 * y, random.normal()], y };
    });
    const { scores, confusion } = await run(events, { model, scaler: 'none' });
    expect(Object.keys(scores)).toEqual(['accuracy', 'logLoss', 'macroF1']);
    expect(scores.accuracy?.model).toBeGreaterThan(0.85);
    const right = confusion.model.reduce((sum, row, c) => sum + (row[c] as number), 0);
    expect(scores.accuracy?.model).toBeCloseTo(right / 899, 12);
    // The classes take turns: the one before is never the next.
    expect(scores.macroF1?.baseline).toBe(0);
  },
);

it('gives another forest for another seed, and the same for the same', async () => {
  const accuracy = async (seed: number): Promise<number | undefined> =>
    (await run(draw(500), { model: 'adaptive-random-forest', scaler: 'none', seed })).scores.logLoss?.model;
  expect(await accuracy(1)).toBe(await accuracy(1));
  expect(await accuracy(1)).not.toBe(await accuracy(2));
});

it('counts rows by the clock', async () => {
  expect((await run(draw(100))).rowsPerSecond).toBe(200);
});
