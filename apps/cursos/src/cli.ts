import { ConfigError } from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { PastaInvalida } from './adapters/pasta/pasta-invalida.js';

/** A command that was not understood. */
export class UsageError extends Error {}

/**
 * Runs a command-line tool: what it gives goes to standard output, a failure to standard error. Exit code 1 says that
 * the work could not be done, 2 that the command was not understood.
 */
export async function runCli(usage: string, main: (args: string[]) => Promise<string>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    return;
  }
  try {
    console.log(await main(args));
  } catch (error) {
    if (isUsage(error)) {
      console.error(`${error.message}\n\n${usage}`);
      process.exitCode = 2;
      return;
    }
    console.error(isKnown(error) ? error.message : error);
    process.exitCode = 1;
  }
}

/** Problems of the input or of the machine, of which the message says enough. */
const isKnown = (error: unknown): error is Error =>
  error instanceof PastaInvalida ||
  error instanceof DomainError ||
  error instanceof ConfigError ||
  (error instanceof Error && 'syscall' in error);

const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
