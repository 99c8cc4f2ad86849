import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderViews, upTime } from './render.js';
import { WatchedService } from './watched-service.js';

/** A metrics page that the test writes. */
let page: { text: string; status: number };
let server: Server;
let service: WatchedService;
beforeEach(async () => {
  page = { text: '', status: 200 };
  server = createServer((_request, response) => response.writeHead(page.status).end(page.text));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  service = new WatchedService('midia', `http://127.0.0.1:${port}/metrics`, {
    state: 'SERVING',
    first: Promise.resolve(),
    close: async () => {},
  });
});
afterEach(() => server.close());

const served = (calls: number, faults: number, startedAt = 1_000): string =>
  [
    `grpc_server_handled_total{grpc_service="s",grpc_method="m",grpc_code="OK"} ${calls - faults}`,
    `grpc_server_handled_total{grpc_service="s",grpc_method="m",grpc_code="INTERNAL"} ${faults}`,
    `process_start_time_seconds ${startedAt}`,
  ].join('\n');

it('tells of the calls between two looks', async () => {
  page.text = served(100, 50);
  await service.look();
  page.text = served(110, 51);
  await service.look();
  const { traffic, uptimeSeconds } = service.view(1_090_000);
  expect(traffic?.errorShare).toBeCloseTo(0.1, 9);
  expect(traffic?.callsPerSecond).toBeCloseTo(10 / (traffic?.windowSeconds ?? 0), 6);
  expect(uptimeSeconds).toBe(90);
});

it('does not compare a process with the one before it', async () => {
  page.text = served(100, 50);
  await service.look();
  page.text = served(10, 1, 2_000);
  await service.look();
  expect(service.view(2_005_000).traffic).toMatchObject({ callsPerSecond: 2, errorShare: 0.1 });
});

it('tells the rates of the pipeline from the second look on', async () => {
  const pipeline = (records: number): string =>
    `${served(1, 0)}\ntrilha_ingestion_records ${records}\ntrilha_ingestion_finalised ${records}`;
  page.text = pipeline(1_000);
  await service.look();
  expect(service.view(0).pipeline?.recordsPerSecond).toBe(0);
  page.text = pipeline(1_050);
  await service.look();
  const { pipeline: seen, traffic } = service.view(0);
  expect(seen?.recordsPerSecond).toBeCloseTo(50 / (traffic?.windowSeconds ?? 0), 6);
});

it('has nothing to tell but the state when the page can not be had', async () => {
  page.text = served(1, 0);
  await service.look();
  page.status = 500;
  await service.look();
  expect(service.view(0)).toEqual({ name: 'midia', state: 'SERVING' });
  expect(renderViews([service.view(0)])).toMatch(/^midia {4}SERVING +– +– +– +– +–$/m);
});

it('shows figures in a row', () => {
  const text = renderViews([
    {
      name: 'cursos',
      state: 'SERVING',
      uptimeSeconds: 90,
      traffic: { callsPerSecond: 12.34, errorShare: 0.015, p99Ms: 42, windowSeconds: 2 },
      breakers: { midia: 'open' },
    },
  ]);
  expect(text).toMatch(/^cursos +SERVING +1 min 30 s +12\.3 +1\.5 % +42 +midia open$/m);
});

it.each([
  [0.4, '0 s'],
  [61, '1 min 1 s'],
  [3_660, '1 h 1 min'],
  [90_000, '1 d 1 h'],
])('tells %d seconds as %s', (seconds, text) => {
  expect(upTime(seconds)).toBe(text);
});
