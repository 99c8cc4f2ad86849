import { once } from 'node:events';
import { request } from 'node:http';
import { createMetrics, type Metrics } from '@trilha/service-kit';
import { testClientConfig } from '@trilha/service-kit/testing';
import { deferred } from './fixture/deferred.js';
import { ask } from './fixture/http-client.js';
import { answering } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

let metrics: Metrics;
let fixture: Fixture;

beforeEach(async () => {
  metrics = createMetrics({ service: 'gateway', version: '1' });
  fixture = await startFixture({}, { client: { ...testClientConfig, metrics } });
  fixture.service.script('GetLivro', answering({}));
});

afterEach(() => fixture.close());

const get = (path: string, method = 'GET') => ask(fixture.gateway.port, { path, method });

/** Samples of HTTP that begin so; they are there when the connection has closed, a moment after the answer came. */
async function samples(start: string, atLeast: number): Promise<string[]> {
  for (;;) {
    const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith(start));
    if (lines.length >= atLeast) return lines.sort();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('requests are counted by template and status', async () => {
  await get('/v1/livros/l1');
  await get('/v1/livros/l2');
  await get('/v1/livros?nada=1');
  await get('/healthz');
  expect(await samples('http_server_requests_total', 3)).toEqual([
    'http_server_requests_total{method="GET",route="/healthz",status="200"} 1',
    'http_server_requests_total{method="GET",route="/v1/livros",status="400"} 1',
    'http_server_requests_total{method="GET",route="/v1/livros/{id}",status="200"} 2',
  ]);
});

it('what is none of ours is one route, and what is no usual method one method', async () => {
  for (const path of ['/nada', '/outra/coisa', '/%']) await get(path);
  await get('/nada', 'PROPFIND');
  const lines = await samples('http_server_requests_total', 3);
  expect(lines).toEqual([
    'http_server_requests_total{method="GET",route="none",status="400"} 1',
    'http_server_requests_total{method="GET",route="none",status="404"} 2',
    'http_server_requests_total{method="other",route="none",status="404"} 1',
  ]);
});

it('their durations are a histogram', async () => {
  await get('/v1/livros/l1');
  const labels = 'method="GET",route="/v1/livros/{id}"';
  expect(await samples('http_server_request_duration_seconds', 17)).toEqual(
    expect.arrayContaining([
      `http_server_request_duration_seconds_bucket{${labels},le="+Inf"} 1`,
      `http_server_request_duration_seconds_count{${labels}} 1`,
    ]),
  );
});

it('one whose caller went away before the answer counts as 499', async () => {
  const begun = deferred();
  // biome-ignore lint/correctness/useYield: never answers
  fixture.service.script('GetLivro', async function* (_requests, { signal }) {
    begun.resolve();
    await once(signal, 'abort');
  });
  const sent = request({ port: fixture.gateway.port, path: '/v1/livros/l', agent: false });
  sent.on('error', () => {});
  sent.end();
  await begun.promise;
  sent.destroy();
  expect(await samples('http_server_requests_total', 1)).toEqual([
    'http_server_requests_total{method="GET",route="/v1/livros/{id}",status="499"} 1',
  ]);
});
