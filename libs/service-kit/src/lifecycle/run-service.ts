import { types } from 'node:util';
import { ConfigError } from '../config/env-reader.js';
import type { Logger } from '../log/logger.js';

export interface Closable {
  close(): unknown;
}

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

/**
 * On SIGTERM or SIGINT closes each thing in order and exits 0; a second signal exits at once with 1. An error nobody
 * caught is logged and ends the process with 1, because its state can't be trusted.
 */
export function closeOnSignal(log: Logger, closables: readonly Closable[]): void {
  let closing = false;
  const close = async (signal: string): Promise<void> => {
    if (closing) process.exit(1);
    closing = true;
    log.info({ event: 'service_stopping', signal }, 'stopping');
    for (const closable of closables) await closable.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void close('SIGTERM'));
  process.on('SIGINT', () => void close('SIGINT'));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.fatal({ event: 'process_failed', err }, 'unexpected error');
      process.exit(1);
    });
  }
}
