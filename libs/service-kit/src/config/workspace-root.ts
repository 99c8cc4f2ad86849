import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with nx.json, upwards from where the process was started; where it was started if there is none. */
export function workspaceRoot(from: string = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder) return from;
  }
}
