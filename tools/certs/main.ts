/** `npm run certs`: certificates for development, where the services look for them. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadServiceConfig, runService } from '@trilha/service-kit/config';
import { readArguments, USAGE } from './certs-arguments.js';
import { makeCertificates } from './make-certificates.js';
import { readAuthority } from './read-authority.js';

const DAY_MS = 86_400_000;

await runService(async () => {
  const args = readArguments(process.argv.slice(2));
  if (args === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const { hosts, days, newCa } = args;
  const now = new Date();
  const folder = join(loadServiceConfig('gateway', process.env).config.dataDir, 'certs');
  const known = newCa ? undefined : readAuthority(folder, now);
  const wanted = new Date(now.getTime() + days * DAY_MS);
  // Nothing counts for longer than the authority that signed it.
  const until = known !== undefined && known.until < wanted ? known.until : wanted;
  const { ca, service } = await makeCertificates({ hosts, until, now, ca: known });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    ...(known === undefined ? { 'ca.pem': ca.cert, 'ca-key.pem': ca.key } : {}),
    'service.pem': service.cert,
    'service-key.pem': service.key,
  };
  for (const [name, text] of Object.entries(files)) replace(join(folder, name), text);
  const authority = known === undefined ? 'a new authority' : 'the authority that was there';
  process.stdout.write(
    `${folder}: ${Object.keys(files).join(', ')}, by ${authority}, valid until ${until.toISOString()} for ${hosts.join(', ')}\n`,
  );
  process.stdout.write('Start with them: TLS__MODE=mtls npm start\n');
});

/** At once, so that a service never reads half of it; private, whatever was there before. */
function replace(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}
