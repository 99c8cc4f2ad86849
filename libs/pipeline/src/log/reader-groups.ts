import { readSmallFile, replaceSmallFile } from '../storage/small-file.js';
import type { Storage } from '../storage/storage.js';
import { LogCorrupt } from './log-errors.js';

const FILE = 'groups';

/** How far each group of readers has come, in one small file that is replaced as a whole. */
export class ReaderGroups {
  private writing: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;

  private constructor(
    private readonly storage: Storage,
    private readonly stored: Map<string, number>,
    private readonly wanted: Map<string, number>,
  ) {}

  /** @throws LogCorrupt */
  static async open(storage: Storage): Promise<ReaderGroups> {
    const content = await readSmallFile(storage, FILE);
    if (content === 'harmed')
      throw new LogCorrupt(0, FILE, 0, 'the offsets of reader groups are not what was written');
    const stored: [string, number][] =
      content === 'missing' ? [] : JSON.parse(Buffer.from(content).toString('utf8'));
    return new ReaderGroups(storage, new Map(stored), new Map(stored));
  }

  committed(group: string): number {
    return this.stored.get(group) ?? 0;
  }

  /** Calls made while the file is being written share the next writing. */
  commit(group: string, offset: number): Promise<void> {
    this.wanted.set(group, offset);
    this.waiting ??= this.writeNext();
    return this.waiting;
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.writing, this.waiting]);
  }

  private async writeNext(): Promise<void> {
    await this.writing?.catch(() => {});
    this.writing = this.waiting;
    this.waiting = undefined;
    const entries = [...this.wanted];
    await replaceSmallFile(this.storage, FILE, Buffer.from(JSON.stringify(entries), 'utf8'));
    for (const [group, offset] of entries) this.stored.set(group, offset);
  }
}
