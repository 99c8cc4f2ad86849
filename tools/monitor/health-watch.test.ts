import { setImmediate as turn } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { type RunningService, startService } from '@trilha/service-kit';
import { everyoneIs, silentLog, testServerConfig } from '@trilha/service-kit/testing';
import { HealthWatch } from './health-watch.js';

const start = (port: number): Promise<RunningService> =>
  startService({
    gatekeeper: everyoneIs(),
    server: { ...testServerConfig, port },
    log: silentLog,
    services: [],
  });

it('sees a service serve, go and come back', async () => {
  const first = await start(0);
  const watch = new HealthWatch(`127.0.0.1:${first.port}`, {
    name: 'eco',
    credentials: credentials.createInsecure(),
  });
  const until = async (state: string): Promise<void> => {
    while (watch.state !== state) await turn();
  };
  await until('SERVING');
  await first.close();
  await until('DOWN');
  const second = await start(first.port);
  await until('SERVING');
  await watch.close();
  await second.close();
});

it('says at once that nobody is there', async () => {
  const watch = new HealthWatch('127.0.0.1:1', { name: 'eco', credentials: credentials.createInsecure() });
  await watch.first;
  expect(watch.state).toBe('DOWN');
  await watch.close();
});
