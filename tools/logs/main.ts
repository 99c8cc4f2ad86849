/** Behind `npm run logs`. It imports nothing that stands on generated code, so a fresh clone can run it. */
import { runLogs } from './run-logs.js';

// Whoever reads our output may have seen enough.
process.stdout.on('error', () => process.exit());
process.exitCode = await runLogs(process.argv.slice(2), {
  env: process.env,
  now: new Date(),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
