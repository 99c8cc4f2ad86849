import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import { readReasons } from './read-reasons.js';

/** Rows of the tables in docs/errors.md: reason and who answers it. */
function documented(): string[] {
  const page = readFileSync(join(workspaceRoot(), 'docs/errors.md'), 'utf8');
  return [...page.matchAll(/^\| `([A-Z0-9_]+)` \| ([a-z-]+(?:, [a-z-]+)*) \|/gm)].flatMap(
    ([, reason, who = '']) => who.split(', ').map((source) => `${reason} ${source}`),
  );
}

it('docs/errors.md lists every reason of the code, and no other', () => {
  const inCode = readReasons().map(({ reason, source }) => `${reason} ${source}`);
  expect(inCode.length).toBeGreaterThan(50);
  expect(documented().sort()).toEqual([...inCode].sort());
});
