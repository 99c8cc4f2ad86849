import { types } from 'node:util';
import { ConfigError } from './env-reader.js';

/**
 * Runs `main` of a process: a failure to start ends it with one line on standard error and exit code 1, a command line
 * that was not understood with 2, a fault of ours with its stack.
 */
export async function runService(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const { text, exitCode } = farewellOf(error);
    process.stderr.write(`${text}\n`);
    process.exit(exitCode);
  }
}

/** What is said of an error that ends a process, and the exit code. */
export function farewellOf(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (!types.isNativeError(error)) return { text: String(error), exitCode: 1 };
  if (isUsageError(error)) {
    // The first sentence names the argument; what node adds to it is about its own syntax.
    const [what] = error.message.split(/\. |\n/);
    return { text: `${what}; --help tells what there is`, exitCode: 2 };
  }
  const known = error instanceof ConfigError || isSystemError(error);
  return { text: known ? error.message : (error.stack ?? String(error)), exitCode: 1 };
}

const isUsageError = (error: Error): boolean =>
  'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** A file that is missing, a folder that can't be written: the message of the system says enough. */
const isSystemError = (error: Error): boolean => 'syscall' in error && 'code' in error;
