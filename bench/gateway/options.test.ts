import { ArgumentError } from '../bench.js';
import { readOptions } from './options.js';

describe('the arguments of the gateway benchmark', () => {
  it('have defaults', () => {
    expect(readOptions([])).toMatchObject({ callers: 32, seconds: 2, rounds: 5, lessons: 6, format: 'text' });
  });

  it('make it quick, and leave what is given beside that', () => {
    expect(readOptions(['--quick', '--rounds', '3'])).toMatchObject({ seconds: 0.5, rounds: 3 });
  });

  it('ask for help', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--rounds', '0'], '--rounds: got "0", takes a whole number from 1 to 1000'],
    [['--lessons', '1.5'], '--lessons: got "1.5", takes a whole number from 0 to 1000'],
    [['--callers', ''], '--callers: got ""'],
    [['--fast'], "Unknown option '--fast'"],
    [['--json', '--markdown'], 'exclude each other'],
  ])('refuse %j by name', (args, message) => {
    expect(() => readOptions(args)).toThrow(ArgumentError);
    expect(() => readOptions(args)).toThrow(message);
  });
});
