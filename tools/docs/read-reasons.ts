import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';

/** A refusal as the code makes it. */
export interface Reason {
  readonly reason: string;
  /** `cursos`, `service-kit`, …: the folder below apps/ or libs/. */
  readonly source: string;
}

const REASON = "'([A-Z][A-Z0-9_]+)'";

/** Every way in which the code names a reason. */
const PATTERNS = [
  new RegExp(`new DomainError\\(\\s*'[a-z-]+',\\s*${REASON}`, 'g'),
  new RegExp(`new HttpRefusal\\(\\s*[^,()]+,\\s*${REASON}`, 'g'),
  new RegExp(`\\binfo\\(${REASON}`, 'g'),
  new RegExp(`\\breason: ${REASON}`, 'g'),
  new RegExp(`\\breason = [^;]*\\? ${REASON} : '[A-Z0-9_]+'`, 'g'),
  new RegExp(`\\breason = [^;]*\\? '[A-Z0-9_]+' : ${REASON}`, 'g'),
];

/** Reads them out of the sources of every app and lib, tests left out; sorted, each once per source. */
export function readReasons(): readonly Reason[] {
  const found = new Map<string, Reason>();
  for (const { source, text } of sources()) {
    for (const pattern of PATTERNS) {
      for (const [, reason = ''] of text.matchAll(pattern))
        found.set(`${reason} ${source}`, { reason, source });
    }
  }
  return [...found.values()].sort((a, b) => (`${a.reason} ${a.source}` < `${b.reason} ${b.source}` ? -1 : 1));
}

function* sources(): Iterable<{ source: string; text: string }> {
  for (const kind of ['apps', 'libs']) {
    for (const name of readdirSync(join(workspaceRoot(), kind))) {
      const folder = join(workspaceRoot(), kind, name, 'src');
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.ts') || /\.(test|contract)\.ts$|generated|testing|smoke/.test(file)) continue;
        yield { source: name, text: readFileSync(join(folder, file), 'utf8') };
      }
    }
  }
}
