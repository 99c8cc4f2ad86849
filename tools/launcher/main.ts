/** Behind `npm start`. The launcher stands on generated code, which a fresh clone has not made yet. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

if (!existsSync(new URL('../../libs/proto-gen/src/generated', import.meta.url))) {
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  process.stdout.write('Generating code from the contracts …\n');
  execFileSync(process.execPath, [nx, 'run', 'proto-gen:generate'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
const { launch } = await import('./launch.js');
await launch();
