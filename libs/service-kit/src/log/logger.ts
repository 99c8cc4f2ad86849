import { join } from 'node:path';
import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { LogLevel } from '../config/service-config.js';
import { createRedactor, type Fields, type Redactor } from './redact-fields.js';
import { RotatingFile } from './rotating-file.js';
import { scrub } from './scrub.js';
import { StandardOutput } from './standard-output.js';

export type { Logger } from 'pino';

export interface LogFileOptions {
  /** Made when missing. The file is `<folder>/<service>.log`. */
  readonly folder: string;
  /** A line that would make the file larger goes to a new one; 10 MiB by default. */
  readonly maxBytes?: number;
  /** Older files kept as `<service>.log.1` (the newest) and so on; 5 by default. */
  readonly keep?: number;
}

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Where lines go; standard output by default, readable there when it is a terminal. */
  readonly destination?: DestinationStream;
  /** Lines go to a file as well, as JSON, at most half a second behind. */
  readonly file?: LogFileOptions;
  /** Salt of {@link hashSubject} for the field `sub`, which is not written without it. */
  readonly salt?: string;
}

export interface OpenLogger {
  readonly log: Logger;
  /** Writes what waits and closes the file. Lines after it still go out, and to the file again. */
  close(): Promise<void>;
}

/**
 * One JSON object a line, with `service` in each; in a terminal, coloured text. Credentials, personal data and what
 * users wrote do not reach any destination: see {@link createRedactor}. A destination that can't be written never
 * takes the service down. `fatal` and the end of the process flush.
 */
export function openLogger({ service, level, destination, file, salt }: LoggerOptions): OpenLogger {
  const redact = createRedactor(salt);
  const screen: Output = destination ?? createScreen();
  const logFile = file === undefined ? undefined : openFile(service, file);
  const outputs: readonly Output[] = logFile === undefined ? [screen] : [screen, logFile];
  const flushSync = (): void => {
    for (const output of outputs) {
      try {
        output.flushSync?.();
      } catch {
        // A stream of pino's throws while it opens; the others still flush.
      }
    }
  };
  const options: PinoOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: redact },
    serializers: {
      // The redactor has made it plain already.
      err: (error: unknown) => error,
      msg: (text: unknown) => (typeof text === 'string' ? scrub(text) : text),
    },
  };
  const log = pino(options, {
    write: (line: string) => {
      for (const output of outputs) output.write(line);
    },
    // pino calls it after a fatal line.
    flushSync,
  } as DestinationStream);
  redactBindings(log, redact);
  flushAtExit(flushSync);
  return {
    log,
    async close() {
      atExit.delete(flushSync);
      flushSync();
      await logFile?.close();
    },
  };
}

/** The logger of {@link openLogger}, for those who leave flushing to the end of the process. */
export const createLogger = (options: LoggerOptions): Logger => openLogger(options).log;

/** One listener for all loggers of the process. */
const atExit = new Set<() => void>();
let listensForExit = false;

function flushAtExit(flushSync: () => void): void {
  if (!listensForExit) {
    listensForExit = true;
    process.once('exit', () => {
      for (const flush of atExit) flush();
    });
  }
  atExit.add(flushSync);
}

interface Output extends DestinationStream {
  flushSync?(): void;
}

const createScreen = (): Output =>
  process.stdout.isTTY ? PinoPretty({ sync: true, ignore: 'pid,hostname' }) : new StandardOutput();

function openFile(service: string, { folder, ...limits }: LogFileOptions): RotatingFile {
  const path = join(folder, `${service}.log`);
  return new RotatingFile({
    ...limits,
    path,
    onTrouble: ({ message }) =>
      process.stderr.write(`${service}: the log file can't be written and is tried again: ${message}\n`),
  });
}

/** pino hands only the fields of a line to its formatter, so those of child loggers pass through here. */
function redactBindings(log: Logger, redact: Redactor): void {
  const child = log.child;
  log.child = function childWithoutSecrets(this: Logger, bindings: Fields, options?: object) {
    return child.call(this, redact(bindings), options);
  } as typeof log.child;
}
