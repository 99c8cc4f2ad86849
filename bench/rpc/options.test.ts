import { ArgumentError } from '../bench.js';
import { readOptions } from './options.js';

describe('the arguments of the rpc benchmark', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({
      callers: [1, 32, 200],
      seconds: 1,
      calls: undefined,
      rounds: 5,
      memoryCalls: 1_000_000,
      seed: 1,
      skip: [],
      profile: undefined,
      format: 'text',
    });
  });

  it('are taken when given', () => {
    const args = '--callers 8 --seconds 0.5 --calls 100 --skip memory,latency --json'.split(' ');
    expect(readOptions(args)).toMatchObject({
      callers: [8],
      seconds: 0.5,
      calls: 100,
      skip: ['memory', 'latency'],
      format: 'json',
    });
  });

  it('say when help is wanted', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    ['--callers 1,x', '--callers'],
    ['--callers 0', '--callers'],
    ['--rounds 1.5', '--rounds'],
    ['--seconds -1', '--seconds'],
    ['--skip throughput', '--skip'],
    ['--fast', '--fast'],
    ['--json --markdown', '--json'],
  ])('are refused by name: %s', (args, name) => {
    const read = () => readOptions(args.split(' '));
    expect(read).toThrow(ArgumentError);
    expect(read).toThrow(name);
  });
});
