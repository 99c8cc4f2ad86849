import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Clock } from '../../clock.js';

export type FileFormat = 'csv' | 'txt' | 'jsonl' | 'sqlite';

const FORMATS: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.txt': 'txt',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.sqlite': 'sqlite',
  '.sqlite3': 'sqlite',
  '.db': 'sqlite',
};

export interface SeenFile {
  readonly name: string;
  readonly format: FileFormat;
}

interface Sighting {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sinceMs: number;
}

/** By its extension; undefined for files that are none of ours, such as `.part` and hidden ones. */
export function formatOf(name: string): FileFormat | undefined {
  return name.startsWith('.') ? undefined : FORMATS[extname(name).toLowerCase()];
}

/**
 * Finds files that nobody is writing any more: their size and time of change have stayed the same for `settleMs`, which a
 * file that was renamed into the folder brings along.
 */
export class CompleteFiles {
  private sightings = new Map<string, Sighting>();

  constructor(
    private readonly folder: string,
    private readonly settleMs: number,
    private readonly clock: Clock,
  ) {}

  /** The files of the folder, by name: all of them, and those that are complete. */
  async look(): Promise<{ readonly all: readonly SeenFile[]; readonly complete: readonly SeenFile[] }> {
    const now = this.clock.now();
    const sightings = new Map<string, Sighting>();
    const all: SeenFile[] = [];
    const complete: SeenFile[] = [];
    for (const name of (await readdir(this.folder)).sort()) {
      const format = formatOf(name);
      if (format === undefined) continue;
      const found = await this.statOf(name);
      if (found === undefined) continue;
      const { size, mtimeMs } = found;
      const before = this.sightings.get(name);
      const same = before?.size === size && before.mtimeMs === mtimeMs;
      const sighting = same ? before : { size, mtimeMs, sinceMs: now };
      sightings.set(name, sighting);
      all.push({ name, format });
      if (now - Math.min(sighting.sinceMs, mtimeMs) >= this.settleMs) complete.push({ name, format });
    }
    this.sightings = sightings;
    return { all, complete };
  }

  private async statOf(name: string): Promise<{ size: number; mtimeMs: number } | undefined> {
    try {
      const found = await stat(join(this.folder, name));
      return found.isFile() ? found : undefined;
    } catch (error) {
      // It went between the two looks.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
