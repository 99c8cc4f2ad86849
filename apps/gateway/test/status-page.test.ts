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
  const getStatus = createStatusHandler({
    config: { service: 'midia', version: '7.1' },
    clock,
    traffic: () => ({ callsPerSecond: 2.5, errorShare: 0.1, p99Ms: 40, windowSeconds: 60 }),
    figures: async () => Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`medida_${n}`, n])),
  });
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

it('/status tells the health, latency, breaker, version, uptime, traffic and figures of each service', async () => {
  const answer = await ask(fixture.gateway.port, { path: '/status' });
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(answer.json()).toEqual({
    version: '1',
    uptimeSeconds: expect.any(Number),
    ready: true,
    traffic: { callsPerSecond: 0, errorShare: 0, windowSeconds: expect.any(Number) },
    services: {
      midia: {
        ready: true,
        state: 'SERVING',
        latencyMs: expect.any(Number),
        breaker: 'closed',
        version: '7.1',
        uptimeSeconds: 90,
        traffic: { callsPerSecond: 2.5, errorShare: 0.1, p99Ms: 40, windowSeconds: 60 },
        figures: expect.objectContaining({ medida_0: 0, medida_63: 63 }),
      },
      cursos: { ready: false, state: 'UNREACHABLE', latencyMs: expect.any(Number), breaker: 'closed' },
    },
  });
});

it('/status gives everybody who asks within a second the same answer, and bounds what a service tells', async () => {
  const pages = await Promise.all(
    [1, 2, 3].map(async () => (await ask(fixture.gateway.port, { path: '/status' })).json()),
  );
  const [first, ...others] = pages as { services: { midia: { figures: object } } }[];
  expect(others).toEqual([first, first]);
  expect(Object.keys(first?.services.midia.figures ?? {})).toHaveLength(64);
});
