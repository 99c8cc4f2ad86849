/** Behind `nx run pipeline:evaluate`; `--help` tells how. */
import { runEvaluate } from './run-evaluate.js';

process.exitCode = await runEvaluate(process.argv.slice(2), {
  // npm and nx change the working directory and leave the one of the person who typed in INIT_CWD.
  folder: process.env.INIT_CWD ?? process.cwd(),
  out: process.stdout,
  err: process.stderr,
  nowMs: () => performance.now(),
});
