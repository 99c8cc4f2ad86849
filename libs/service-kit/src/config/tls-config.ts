import { isIP } from 'node:net';
import { join } from 'node:path';
import { ConfigError, type EnvReader } from './env-reader.js';

/** How connections between services are protected. */
export type TlsConfig =
  | {
      readonly mode: 'off';
      /** Asked for by hand, so that other hosts than this machine may be served in the clear. */
      readonly chosen: boolean;
    }
  | {
      /** `mtls`: both sides show a certificate. */
      readonly mode: 'tls' | 'mtls';
      /** PEM files of this service, its key, and the authority that signs all of them. */
      readonly certFile: string;
      readonly keyFile: string;
      readonly caFile: string;
    };

/**
 * Reads `TLS__MODE` and the files. Without files named, those that `npm run certs` made in the data folder.
 *
 * @throws ConfigError naming the variable with a value it can't take
 */
export function loadTlsConfig(reader: EnvReader, dataDir: string): TlsConfig {
  const chosen = reader.optional('TLS__MODE') !== undefined;
  const mode = reader.oneOf('TLS__MODE', ['off', 'tls', 'mtls'], 'off');
  if (mode === 'off') return Object.freeze({ mode, chosen });
  const file = (name: string, fallback: string): string =>
    reader.string(name, join(dataDir, 'certs', fallback));
  return Object.freeze({
    mode,
    certFile: file('TLS__CERT_FILE', 'service.pem'),
    keyFile: file('TLS__KEY_FILE', 'service-key.pem'),
    caFile: file('TLS__CA_FILE', 'ca.pem'),
  });
}

/**
 * Nothing listens beyond this machine in the clear by accident.
 *
 * @throws ConfigError naming the variable of the host
 */
export function refuseOpenPlaintext(variable: string, host: string, tls: TlsConfig): void {
  if (tls.mode !== 'off' || tls.chosen || isLoopback(host)) return;
  throw new ConfigError(
    `${variable}: got ${JSON.stringify(host)}, which other machines can reach in the clear; set TLS__MODE=tls (npm run certs makes certificates), or TLS__MODE=off to allow it`,
  );
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
