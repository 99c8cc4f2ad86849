/** Behind `npm run monitor`. */
import { ConfigError } from '@trilha/service-kit';
import { paintFor } from '../terminal/paint.js';
import { monitor } from './monitor.js';
import { ArgumentError, readArguments, USAGE } from './monitor-arguments.js';
import { watchServices } from './watch-services.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
// Whoever reads our output may have seen enough.
process.stdout.on('error', () => process.exit());

try {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === 'help') process.stdout.write(USAGE);
  else {
    process.exitCode = await monitor({
      ...wanted,
      watched: watchServices(process.env),
      out: process.stdout,
      paint: paintFor(process.stdout),
      signal: stop.signal,
    });
  }
} catch (error) {
  const known = error instanceof ArgumentError || error instanceof ConfigError;
  process.stderr.write(`${known ? error.message : ((error as Error)?.stack ?? String(error))}\n`);
  process.exitCode = error instanceof ArgumentError ? 2 : 1;
}
