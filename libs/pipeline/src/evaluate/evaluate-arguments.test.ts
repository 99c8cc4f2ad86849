import { ArgumentError, readArguments } from './evaluate-arguments.js';

const BASE = '--dataset a.csv --target y --model';
const read = (line: string): ReturnType<typeof readArguments> => readArguments(line.split(' '));

it('have defaults', () => {
  expect(read(`${BASE} logistic-regression`)).toEqual({
    dataset: 'a.csv',
    format: 'csv',
    target: 'y',
    positive: undefined,
    model: 'logistic-regression',
    learningRate: 0.01,
    scaler: 'standard',
    scaleFirst: false,
    labelDelay: 0,
    seed: 1,
    seeds: 1,
    categorical: [],
    ignore: [],
    json: false,
  });
});

it('are taken as given', () => {
  const line = `${BASE} adaptive-random-forest --format jsonl --positive b --scaler standard --scale-first --label-delay 7 --seed 3 --seeds 10 --categorical a,b --categorical c --ignore id --json`;
  expect(read(line)).toEqual({
    dataset: 'a.csv',
    format: 'jsonl',
    target: 'y',
    positive: 'b',
    model: 'adaptive-random-forest',
    learningRate: 0.01,
    scaler: 'standard',
    scaleFirst: true,
    labelDelay: 7,
    seed: 3,
    seeds: 10,
    categorical: ['a', 'b', 'c'],
    ignore: ['id'],
    json: true,
  });
});

it.each([
  ['logistic-regression', 'standard'],
  ['half-space-trees', 'standard'],
  ['gaussian-naive-bayes', 'none'],
  ['hoeffding-tree', 'none'],
  ['adaptive-random-forest', 'none'],
  ['last-class', 'none'],
])('give %s the scaler %s', (model, scaler) => {
  expect(read(`${BASE} ${model}`)).toMatchObject({ model, scaler });
});

it('need no target for libsvm', () => {
  expect(read('--dataset a.libsvm --model last-class')).toMatchObject({ format: 'libsvm', target: 'label' });
  expect(read('--dataset a.libsvm --target y --model last-class')).toMatchObject({ target: 'label' });
});

it('say when help is wanted, whatever else is missing', () => {
  expect(read('--help')).toBe('help');
});

it.each([
  ['--target y --model last-class', 'needs --dataset FILE'],
  ['--dataset a.csv --model last-class', 'needs --target COLUMN'],
  ['--dataset a.csv --target y', 'needs --model MODEL'],
  [
    '--dataset a.dat --target y --model last-class',
    '--format: the name "a.dat" does not tell, give csv, jsonl, libsvm',
  ],
  [`${BASE} last-class --format xml`, '--format: got "xml", takes one of csv, jsonl, libsvm'],
  [`${BASE} forest`, '--model: got "forest", takes one of logistic-regression'],
  [`${BASE} toString`, '--model: got "toString"'],
  [`${BASE} logistic-regression --lr 0`, '--lr: got "0", takes a number above 0'],
  [`${BASE} logistic-regression --lr fast`, '--lr: got "fast"'],
  [`${BASE} hoeffding-tree --lr 0.1`, '--lr: hoeffding-tree has no learning rate'],
  [`${BASE} hoeffding-tree --scale-first`, '--scale-first: hoeffding-tree runs without a scaler'],
  [`${BASE} logistic-regression --scaler none --scale-first`, '--scale-first'],
  [`${BASE} logistic-regression --scaler max`, '--scaler: got "max", takes one of standard, none'],
  [`${BASE} last-class --label-delay -1`, '--label-delay'],
  [`${BASE} last-class --label-delay 1.5`, '--label-delay: got "1.5", takes a whole number from 0'],
  [`${BASE} last-class --seeds 0`, '--seeds: got "0", takes a whole number from 1'],
  [`${BASE} last-class --seed x`, '--seed: got "x"'],
  [`${BASE} last-class --fast`, "Unknown option '--fast'"],
  [`${BASE} last-class more`, "Unexpected argument 'more'"],
])('%s is refused', (line, message) => {
  expect(() => read(line)).toThrow(ArgumentError);
  expect(() => read(line)).toThrow(message);
});
