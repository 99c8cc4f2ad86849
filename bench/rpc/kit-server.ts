/** Process: the same echo through service-kit with everything that a service in production has switched on. */
import { bindService, createLogger, startService } from '@trilha/service-kit';
import { pino } from 'pino';
import { echoDefinition } from './echo-contract.js';
import { serveParent } from './serve-parent.js';

const [logFile] = process.argv.slice(2);
if (logFile === undefined) throw new Error('usage: kit-server.ts LOG_FILE');

// Written line by line at once, as service-kit writes to standard output.
const destination = pino.destination({ dest: logFile, sync: true });
const running = await startService({
  server: {
    enabled: true,
    host: '127.0.0.1',
    port: 0,
    reflectionEnabled: true,
    healthCheckEnabled: true,
  },
  log: createLogger({ service: 'bench', level: 'info', destination }),
  services: [bindService(echoDefinition, { echo: async (message) => message })],
  drainGraceMs: 200,
});
serveParent({ port: running.port, stop: () => running.close() });
