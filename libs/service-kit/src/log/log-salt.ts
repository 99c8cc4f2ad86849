import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/env-reader.js';

const SALT = /^[0-9a-f]{64}$/;

/**
 * The salt of {@link hashSubject} on this machine: 32 random bytes in hex, made on the first start and kept in
 * `log-salt` (mode 0600) below `keysDir`. Services that start at the same moment get the same one.
 *
 * @throws ConfigError when the file holds something else; an Error of the system when it can't be read or made
 */
export function openLogSalt(keysDir: string): string {
  const path = join(keysDir, 'log-salt');
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  if (readSalt(path) === undefined) offerSalt(path);
  const salt = readSalt(path);
  if (salt === undefined || !SALT.test(salt)) {
    throw new ConfigError(`DATA__DIR: ${path} holds no salt; delete it and start again`);
  }
  return salt;
}

function readSalt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes it whole beside and links it there, so that nobody reads half of it and the first one stays. */
function offerSalt(path: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException)?.code === code;
