import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { ConfigError } from '@trilha/service-kit/config';

export const USAGE = `usage: npm run certs -- [--host NAME]... [--days 365] [--new-ca]

Makes a certificate authority and a certificate for the services, in DATA__DIR/certs (default: data/certs). Then
TLS__MODE=tls or TLS__MODE=mtls protects every connection between services. For development: nobody else trusts it.
Running it again makes a new certificate by the same authority, and services that run take it up without a restart.

  --host NAME   a DNS name or IP address the services are reached by, besides localhost; may be repeated
  --days N      how long the certificate is valid (default 365)
  --new-ca      makes a new authority too: services trust each other again once all of them have taken it up
`;

export interface CertsArguments {
  readonly hosts: readonly string[];
  readonly days: number;
  readonly newCa: boolean;
}

/** Labels of letters, digits and hyphens (RFC 1123, 2.1), the first of which may be `*`. */
const DNS_NAME = /^(?:\*\.)?(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;

/** @throws ConfigError naming the option that can't be taken; the error of `parseArgs` for one that does not exist */
export function readArguments(args: readonly string[]): CertsArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', multiple: true, default: [] },
      days: { type: 'string', default: '365' },
      'new-ca': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    hosts: [...new Set(['localhost', '127.0.0.1', '::1', ...values.host.map(readHost)])],
    days: readDays(values.days),
    newCa: values['new-ca'],
  };
}

function readHost(text: string): string {
  if (isIP(text) !== 0 || (DNS_NAME.test(text) && text.length <= 253)) return text;
  throw new ConfigError(`--host: got ${JSON.stringify(text)}, takes a DNS name or an IP address`);
}

function readDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= 3_650) return days;
  throw new ConfigError(`--days: got ${JSON.stringify(text)}, takes a whole number from 1 to 3650`);
}
