import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from './env-reader.js';

/**
 * The text of a private file that several processes share: whoever comes first makes it, everyone reads what came of
 * it. A half-written file is never seen.
 *
 * @throws ConfigError when the folder or the file can't be used
 */
export function readOrMake(file: string, make: () => string): string {
  try {
    const found = readIfThere(file);
    if (found !== undefined) return found;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, make(), { mode: 0o600, flag: 'wx', flush: true });
    try {
      // A link fails where a file is already, so the first one stays.
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be used: ${(error as Error).message}`);
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
