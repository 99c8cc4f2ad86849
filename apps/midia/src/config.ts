import { join } from 'node:path';
import { type Environment, loadServiceConfig } from '@trilha/service-kit';
import { databaseFileOf } from '@trilha/storage';

const MIB = 1024 * 1024;

/** What midia is told from outside. */
export function loadConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('midia', env);
  return Object.freeze({
    ...config,
    databaseFile: databaseFileOf(reader, config),
    /** Where the bytes lie. */
    blobFolder: join(config.dataDir, 'midia'),
    /** The largest file taken. */
    maxBytes: reader.integer('MAX_BYTES', 100 * MIB, { min: 1, max: 64 * 1024 * MIB }),
  });
}
