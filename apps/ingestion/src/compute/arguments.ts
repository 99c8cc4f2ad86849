import { readFileSync } from 'node:fs';
import { ConfigError, isLoopback, type TlsConfig } from '@trilha/service-kit';

/** Arguments that can't be taken: one line, exit code 2. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** @throws ArgumentError naming the argument */
export function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ArgumentError(
    `--${name}: recebido ${JSON.stringify(text)}, aceita um inteiro de ${min} a ${max}`,
  );
}

export const TLS_OPTIONS = {
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-ca': { type: 'string' },
} as const;

export interface TlsArguments {
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly 'tls-ca'?: string | undefined;
}

export interface PemFiles {
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
  readonly ca?: Buffer | undefined;
  /** The other side has to show a certificate, too. */
  readonly mutual: boolean;
}

/**
 * The files named by hand, else those of the environment (`TLS__MODE`); undefined: in the clear.
 *
 * @throws ArgumentError when one can't be read, or a certificate comes without its key
 */
export function readTls(
  { 'tls-cert': cert, 'tls-key': key, 'tls-ca': ca }: TlsArguments,
  environment: TlsConfig,
  pathOf: (path: string) => string,
): PemFiles | undefined {
  if ((cert === undefined) !== (key === undefined))
    throw new ArgumentError('--tls-cert e --tls-key: um pede o outro');
  const read = (name: string, path: string | undefined): Buffer | undefined => {
    try {
      return path === undefined ? undefined : readFileSync(pathOf(path));
    } catch (error) {
      throw new ArgumentError(`--${name}: ${(error as Error).message}`);
    }
  };
  if (cert !== undefined || ca !== undefined) {
    const files = { cert: read('tls-cert', cert), key: read('tls-key', key), ca: read('tls-ca', ca) };
    return { ...files, mutual: ca !== undefined };
  }
  if (environment.mode === 'off') return undefined;
  const { certFile, keyFile, caFile, mode } = environment;
  return {
    cert: read('tls-cert', certFile),
    key: read('tls-key', keyFile),
    ca: read('tls-ca', caFile),
    mutual: mode === 'mtls',
  };
}

/** Nothing listens beyond this machine in the clear by accident. */
export function refuseInTheClear(host: string, tls: PemFiles | undefined, environment: TlsConfig): void {
  if (tls !== undefined || isLoopback(host) || (environment.mode === 'off' && environment.chosen)) return;
  throw new ArgumentError(
    `--host: ${host} é visto por outras máquinas; dê --tls-cert e --tls-key, ou TLS__MODE=off para servir sem proteção`,
  );
}

/** Tells what kept a command from doing its work: one line, with the usage where that helps. */
export function leave(error: unknown, usage: string): void {
  const { code, message } = error as NodeJS.ErrnoException;
  const misused = error instanceof ArgumentError || code?.startsWith('ERR_PARSE_ARGS');
  const told = misused || error instanceof ConfigError || code !== undefined;
  // Node explains further in more sentences than one needs.
  const [line = ''] = message.split(/\.(?:\s|$)|\n/);
  console.error(told ? (misused ? `${line}\n\n${usage}` : message) : error);
  process.exitCode = 2;
}
