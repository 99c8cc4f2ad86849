import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@trilha/service-kit';
import { Segredos } from './segredos.js';

/**
 * The secrets of this data folder: `keys/ingestion-master`, 32 random bytes in hex, mode 0600, made at the first start.
 * Without it no personal data can be read again: back it up apart from the data.
 *
 * @throws ConfigError when the file holds something else
 */
export function abrirSegredos(dataDir: string): Segredos {
  const pasta = join(dataDir, 'keys');
  const caminho = join(pasta, 'ingestion-master');
  mkdirSync(pasta, { recursive: true, mode: 0o700 });
  if (ler(caminho) === undefined) oferecer(caminho);
  const texto = ler(caminho);
  if (texto === undefined || !/^[0-9a-f]{64}$/.test(texto)) {
    throw new ConfigError(`DATA__DIR: ${caminho} holds no master key; restore it from the backup`);
  }
  return new Segredos(Buffer.from(texto, 'hex'));
}

function ler(caminho: string): string | undefined {
  try {
    return readFileSync(caminho, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole beside and linked: nobody reads half of it, and the first one stays. */
function oferecer(caminho: string): void {
  const rascunho = `${caminho}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(rascunho, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(rascunho, caminho);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(rascunho, { force: true });
  }
}
