import { descriptorRegistry } from '@trilha/proto-gen';
import { MidiaServiceService } from '@trilha/proto-gen/midia';
import { bindService, createStatusHandler, type RunningService, startService } from '@trilha/service-kit';
import { everyoneIs, FakeClock, silentLog, testServerConfig } from '@trilha/service-kit/testing';
import { ask } from './fixture/http-client.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const clock = new FakeClock();
let midia: RunningService;
let fixture: Fixture;

beforeAll(async () => {
  const getStatus = createStatusHandler({ config: { service: 'midia', version: '7.1' }, clock });
  clock.advance(90_500);
  midia = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [bindService({ getStatus: MidiaServiceService.getStatus }, { getStatus })],
  });
  fixture = await startFixture(
    {},
    {
      registry: descriptorRegistry(),
      services: [
        { name: 'midia', target: `127.0.0.1:${midia.port}` },
        { name: 'cursos', target: '127.0.0.1:1' },
      ],
    },
  );
});

afterAll(async () => {
  await fixture.close();
  await midia.close();
});

it('/status tells the health, latency, breaker, version and uptime of each service', async () => {
  const answer = await ask(fixture.gateway.port, { path: '/status' });
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(answer.json()).toEqual({
    version: '1',
    uptimeSeconds: expect.any(Number),
    ready: true,
    services: {
      midia: {
        ready: true,
        state: 'SERVING',
        latencyMs: expect.any(Number),
        breaker: 'closed',
        version: '7.1',
        uptimeSeconds: 90,
      },
      cursos: { ready: false, state: 'UNREACHABLE', latencyMs: expect.any(Number), breaker: 'closed' },
    },
  });
});
