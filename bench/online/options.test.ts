import { ArgumentError } from '../bench.js';
import { readOptions } from './options.js';

describe('the arguments of the online benchmark', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({ events: 50_000, rounds: 5, dimension: 20, seed: 1, format: 'text' });
  });

  it('say when help is wanted', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each(['--events 10', '--rounds x', '--dimension 1.5', '--json --markdown', '--fast'])(
    '%s is refused',
    (line) => {
      expect(() => readOptions(line.split(' '))).toThrow(ArgumentError);
    },
  );
});
