import { createPrivateKey, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../config/env-reader.js';
import { algorithmsOf } from './algorithms.js';

const NAME = 'development-issuer.pem';

/**
 * The ES256 private key in this folder, made when there is none. However many processes open the folder at the same
 * moment, all get the same key. Only the owner may read the file.
 *
 * @throws ConfigError when the file holds no such key; the error of the system when it can't be read or written
 */
export async function openSharedKey(folder: string): Promise<KeyObject> {
  const file = join(folder, NAME);
  const there = await readKey(file);
  if (there !== undefined) return there;
  await makeKey(folder, file);
  // Read back, because another process may have been first.
  const made = await readKey(file);
  if (made === undefined) throw new ConfigError(`${file}: it was removed while it was being opened`);
  return made;
}

async function readKey(file: string): Promise<KeyObject | undefined> {
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (pem === undefined) return undefined;
  const key = parseKey(pem);
  if (key === undefined) {
    throw new ConfigError(`${file}: not a P-256 private key; remove the file and a new one is made`);
  }
  return key;
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return algorithmsOf(key).includes('ES256') ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Puts a new key in place unless another one got there first; the file is never seen half written. */
async function makeKey(folder: string, file: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const draft = join(folder, `.${NAME}.${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      // A power cut must not leave an empty file under the final name.
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Not rename, which would replace the key of whoever was first.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}
