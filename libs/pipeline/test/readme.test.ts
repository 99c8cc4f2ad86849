import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pipeline from '../src/index.js';

const folder = join(process.cwd(), 'libs/pipeline');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

describe('README.md', () => {
  it('shows the test in ten lines as it is run', () => {
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(shown).toBe(readFileSync(join(folder, 'test/ten-lines.test.ts'), 'utf8'));
  });

  it('names no class that is not exported', () => {
    const named = [...readme.matchAll(/`([A-Z][a-z]\w+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect([name, name in pipeline]).toEqual([name, true]);
  });
});
