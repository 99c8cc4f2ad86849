import { ConfigError } from './env-reader.js';

/** Why an address can't be bound, as one line that names the variable to change. */
export function bindError(
  variable: string,
  host: string,
  port: number,
  error: NodeJS.ErrnoException,
): ConfigError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'another process listens there; stop it or choose another port'
      : (error.code ?? error.message);
  return new ConfigError(`${variable}: ${host}:${port} cannot be bound: ${why}`);
}
