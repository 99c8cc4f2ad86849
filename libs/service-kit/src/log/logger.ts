import { join } from 'node:path';
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { LogLevel } from '../config/service-config.js';
import { createLineBuffer } from './line-buffer.js';
import { redactKeys, redactText } from './redact.js';
import { RotatingFile } from './rotating-file.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Where lines go; standard output by default, readable there when it is a terminal. */
  readonly destination?: DestinationStream;
}

/**
 * One JSON object a line, with `service` in each; in a terminal, coloured text. CPF, e-mail addresses, tokens and
 * questions never get through: values of known keys at any depth, and what looks like one inside messages and errors.
 */
export const createLogger = ({ service, level, destination }: LoggerOptions): Logger =>
  loggerTo(service, level, destination ?? terminal());

export interface OpenLoggerOptions extends LoggerOptions {
  /** Folder where `<service>.log` is appended to as well, and rotated by size. */
  readonly folder: string;
  readonly maxBytes?: number;
  readonly keep?: number;
}

/** A logger that writes to a file besides; `close` when nothing is logged any more. */
export function openLogger({ service, level, destination, folder, ...sizes }: OpenLoggerOptions): {
  readonly log: Logger;
  readonly close: () => void;
} {
  const file = new RotatingFile({
    file: join(folder, `${service}.log`),
    ...sizes,
    onTrouble: (why) => process.stderr.write(`${service}: log lines are not kept in ${folder}: ${why}\n`),
  });
  const shown = destination ?? terminal();
  const lines = createLineBuffer((text) => {
    shown.write(text);
    file.write(text);
  });
  const flush = (): void => {
    lines.flush();
    file.flush();
  };
  process.on('exit', flush);
  return {
    log: loggerTo(service, level, lines),
    close: () => {
      process.off('exit', flush);
      lines.flush();
      file.close();
    },
  };
}

const terminal = (): DestinationStream =>
  process.stdout.isTTY
    ? PinoPretty({ sync: true, ignore: 'pid,hostname' })
    : pino.destination({ sync: true });

const loggerTo = (service: string, level: LogLevel, destination: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: redactedError },
      formatters: { log: redactKeys },
      hooks: {
        logMethod(args, method) {
          method.apply(this, redactedArgs(args) as typeof args);
        },
      },
    },
    destination,
  );

/** Without a message of its own a line takes that of its error, which no serializer sees. */
function redactedArgs(args: readonly unknown[]): readonly unknown[] {
  const [first] = args;
  const error = first instanceof Error ? first : (first as { err?: unknown } | undefined)?.err;
  const all = args.length === 1 && error instanceof Error ? [first, error.message] : args;
  return all.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg));
}

function redactedError(error: Error): unknown {
  const plain = stdSerializers.err(error);
  if (typeof plain !== 'object' || plain === null) return plain;
  return JSON.parse(
    redactText(JSON.stringify(redactKeys({ ...plain, message: plain.message, stack: plain.stack }))),
  );
}
