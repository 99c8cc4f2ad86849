import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@trilha/service-kit/config';
import type { Pair } from './make-certificates.js';

/** An authority that can still sign. */
export interface Authority extends Pair {
  readonly until: Date;
}

/**
 * The authority that an earlier run left; undefined when there is none.
 *
 * @throws ConfigError when what is there can't sign any more
 */
export function readAuthority(folder: string, now: Date): Authority | undefined {
  const [certFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  const cert = readIfThere(certFile);
  const key = readIfThere(keyFile);
  if (cert === undefined && key === undefined) return undefined;
  const refuse = (why: string): ConfigError =>
    new ConfigError(`${certFile}: ${why}; --new-ca makes another one`);
  if (cert === undefined || key === undefined) throw refuse(`it or ${keyFile} is missing`);
  const until = endOf({ cert, key });
  if (until === undefined) throw refuse(`it is no authority with the key in ${keyFile}`);
  if (until <= now) throw refuse(`it ended on ${until.toISOString()}`);
  return { cert, key, until };
}

function endOf({ cert, key }: Pair): Date | undefined {
  try {
    const certificate = new X509Certificate(cert);
    const able = certificate.ca && certificate.checkPrivateKey(createPrivateKey(key));
    return able ? new Date(certificate.validTo) : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
