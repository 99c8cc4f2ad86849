import { ArgumentError } from '../bench.js';
import { readOptions, SECTIONS } from './options.js';

it('measures everything by default, with two workers', () => {
  expect(readOptions([])).toMatchObject({ only: SECTIONS, workers: 2, tasksMs: [10, 1], rounds: 5 });
});

it('is short when quick, except where told otherwise', () => {
  expect(readOptions(['--quick', '--seconds', '2'])).toMatchObject({ rounds: 1, seconds: 2 });
});

it('has help', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});

it.each([
  [['--only', 'speed'], '--only'],
  [['--workers', '0'], '--workers'],
  [['--tasks', '10,x'], '--tasks'],
  [['--concurrency', '1.5'], '--concurrency'],
  [['--json', '--markdown'], 'exclude'],
  [['--wrong'], '--wrong'],
])('refuses %j naming what is wrong', (args, named) => {
  expect(() => readOptions(args)).toThrow(ArgumentError);
  expect(() => readOptions(args)).toThrow(named);
});
