import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrMake } from '../config/shared-file.js';

/**
 * The salt of all services that share a data folder, made on first start.
 *
 * @throws ConfigError when the folder can't be used
 */
export const openLogSalt = (keysDir: string): string =>
  readOrMake(join(keysDir, 'log-salt'), () => randomBytes(32).toString('hex'));
