import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { LogLevel } from '../config/service-config.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Where lines go; standard output by default, readable there when it is a terminal. */
  readonly destination?: DestinationStream;
}

/** One JSON object a line, with `service` in each; in a terminal, coloured text. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const stream =
    destination ??
    (process.stdout.isTTY
      ? PinoPretty({ sync: true, ignore: 'pid,hostname' })
      : pino.destination({ sync: true }));
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: stdSerializers.err },
    },
    stream,
  );
}
