import type { LogFile } from './log-files.js';
import { type LineReader, readLines, split } from './read-lines.js';

export const STDIN = '-';

export interface Unreadable {
  readonly path: string;
  readonly why: string;
}

/**
 * Reads one file after the other into the same reader, each once however it is called.
 *
 * @returns those that could not be read to their end, with what was read of them counted
 */
export async function readLogs(
  files: readonly LogFile[],
  reader: LineReader,
  describe: (path: string) => Promise<LogFile>,
): Promise<readonly Unreadable[]> {
  const seen = new Set<string>();
  const unreadable: Unreadable[] = [];
  for (const { path } of files) {
    try {
      if (path === STDIN) await split(process.stdin, reader);
      else {
        // Asked now: rotation may have put another file under this name.
        const { identity } = await describe(path);
        if (seen.has(identity)) continue;
        seen.add(identity);
        await readLines(path, reader);
      }
    } catch (error) {
      unreadable.push({ path, why: (error as Error).message });
    }
  }
  return unreadable;
}
