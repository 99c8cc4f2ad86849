import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError } from './env-reader.js';
import { farewellOf } from './run-service.js';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('farewellOf', () => {
  it('says a bad variable in its one line', () => {
    const error = new ConfigError('LOG_LEVEL: got "x", takes one of info, debug');
    expect(farewellOf(error)).toEqual({ text: error.message, exitCode: 1 });
  });

  it('names an option nobody knows, hints at the help and exits with 2', () => {
    const error = thrownBy(() => parseArgs({ args: ['--bogus'], options: {} }));
    expect(farewellOf(error)).toEqual({
      text: "Unknown option '--bogus'; --help tells what there is",
      exitCode: 2,
    });
  });

  it('says an option without its value in one line', () => {
    const error = thrownBy(() => parseArgs({ args: ['--only'], options: { only: { type: 'string' } } }));
    expect(farewellOf(error)).toMatchObject({ exitCode: 2, text: expect.not.stringContaining('\n') });
  });

  it('says what the system said of a missing file', () => {
    const error = thrownBy(() => readFileSync('no-such-file'));
    expect(farewellOf(error)).toEqual({
      text: "ENOENT: no such file or directory, open 'no-such-file'",
      exitCode: 1,
    });
  });

  it('shows the stack of a fault of ours', () => {
    const { text, exitCode } = farewellOf(new TypeError('x is not a function'));
    expect(text).toMatch(/TypeError: x is not a function\n\s+at /);
    expect(exitCode).toBe(1);
  });
});
