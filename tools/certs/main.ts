/** `npm run certs`: certificates for development, where the services look for them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadServiceConfig, runService } from '@trilha/service-kit/config';
import { makeCertificates } from './make-certificates.js';

const USAGE = `usage: npm run certs -- [--host NAME]... [--days 365]

Makes a certificate authority and a certificate for the services, in DATA__DIR/certs (default: data/certs). Then
TLS__MODE=tls or TLS__MODE=mtls protects every connection between services. For development: nobody else trusts it.

  --host NAME   a DNS name or IP address the services are reached by, besides localhost; may be repeated
  --days N      how long they are valid (default 365)
`;

await runService(async () => {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', multiple: true, default: [] },
      days: { type: 'string', default: '365' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 3_650) {
    throw new ConfigError(`--days: got ${JSON.stringify(values.days)}, takes a whole number from 1 to 3650`);
  }
  const folder = join(loadServiceConfig('gateway', process.env).config.dataDir, 'certs');
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', ...values.host])];
  const { ca, service } = await makeCertificates({ hosts, days, now: new Date() });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    'ca.pem': ca.cert,
    'ca-key.pem': ca.key,
    'service.pem': service.cert,
    'service-key.pem': service.key,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  process.stdout.write(
    `${folder}: ${Object.keys(files).join(', ')}, valid ${days} days for ${hosts.join(', ')}\n`,
  );
  process.stdout.write('Start with them: TLS__MODE=mtls npm start\n');
});
