import { ArgumentError } from '../bench.js';
import { readOptions, SECTIONS } from './options.js';

it('measures every section by default', () => {
  expect(readOptions([])).toMatchObject({
    only: SECTIONS,
    simulators: [1, 2],
    events: 2_000_000,
    seconds: 4,
  });
});

it('is short when quick, except where told otherwise', () => {
  expect(readOptions(['--quick', '--events', '200000'])).toMatchObject({
    quick: true,
    simulators: [1],
    events: 200_000,
    rounds: 1,
  });
});

it('takes a choice of sections', () => {
  expect(readOptions(['--only', 'big,latency'])?.only).toEqual(['big', 'latency']);
});

it('has help', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});

it.each([
  [['--only', 'speed'], '--only'],
  [['--modes', 'single'], '--modes'],
  [['--events', '5'], '--events'],
  [['--seconds', 'x'], '--seconds'],
  [['--simulators', '1.5'], '--simulators'],
  [['--json', '--markdown'], 'exclude'],
  [['--wrong'], '--wrong'],
])('refuses %j naming what is wrong', (args, named) => {
  expect(() => readOptions(args)).toThrow(ArgumentError);
  expect(() => readOptions(args)).toThrow(named);
});
