import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { ConfigError } from '../config/env-reader.js';
import { silentLog } from '../testing/index.js';
import { createMetrics } from './metrics.js';
import { type ProbeServer, type ProbeServerOptions, startProbeServer } from './probe-server.js';

const metrics = createMetrics({ service: 'cursos', version: '1.2.3' });
const READY = { ready: true, reasons: [] };

describe('the probe server', () => {
  let server: ProbeServer | undefined;

  const start = async (options: Partial<ProbeServerOptions> = {}): Promise<string> => {
    const rest = { host: '127.0.0.1', port: 0, metrics, ready: () => READY, log: silentLog };
    server = await startProbeServer({ ...rest, ...options });
    return `http://127.0.0.1:${server.port}`;
  };

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('shows the metrics as Prometheus reads them', async () => {
    const answer = await fetch(`${await start()}/metrics?name=x`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('\ntrilha_build_info{');
  });

  it('is healthy while the event loop turns, ready or not', async () => {
    const url = await start({ ready: () => ({ ready: false, reasons: ['storage'] }) });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('is ready when the service says so', async () => {
    const answer = await fetch(`${await start()}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(READY);
  });

  it('gives 503 and the reasons when the service is not ready', async () => {
    const readiness = { ready: false, reasons: ['storage: no answer'] };
    const answer = await fetch(`${await start({ ready: async () => readiness })}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual(readiness);
  });

  it('is not ready when the check throws, and keeps why to itself', async () => {
    const ready = (): never => {
      throw new Error('password=hunter2');
    };
    const answer = await fetch(`${await start({ ready })}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, reasons: ['the readiness check failed'] });
  });

  it('is not ready when the check takes too long', async () => {
    const answer = await fetch(`${await start({ ready: () => new Promise(() => {}) })}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, reasons: ['no answer within 2 s'] });
  });

  it('asks the service once for probes that come together', async () => {
    let asked = 0;
    let finish: () => void = () => {};
    const url = await start({
      ready: () => {
        asked += 1;
        return new Promise((resolve) => {
          finish = () => resolve(READY);
        });
      },
    });
    const both = Promise.all([fetch(`${url}/readyz`), fetch(`${url}/readyz`)]);
    // The first asks and waits; what is answered after the second was sent shows that it has come.
    while (asked === 0) await fetch(`${url}/healthz`);
    await fetch(`${url}/healthz`);
    finish();
    await both;
    expect(asked).toBe(1);
  });

  it('answers HEAD without a body, and refuses what changes things', async () => {
    const url = await start();
    const head = await fetch(`${url}/healthz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(`${url}/metrics`, { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['/', '/metrics/', '/constructor', '/healthz/../etc'])('does not know %s', async (path) => {
    await start();
    const asked = request({ port: server?.port, path }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(404);
  });

  it('names the variable when another process listens on the port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const failure = await start({ port }).catch((error: unknown) => error);
    other.close();
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toBe(
      `METRICS__PORT: 127.0.0.1:${port} cannot be bound: another process listens there; stop it or choose another port`,
    );
  });

  it('closes while a kept connection and one that never finishes its request are open', async () => {
    const url = await start();
    const agent = new Agent({ keepAlive: true });
    const kept = request(`${url}/healthz`, { agent }).end();
    const [answer] = await once(kept, 'response');
    answer.resume();
    const half = connect(server?.port ?? 0, '127.0.0.1');
    half.on('error', () => {});
    await once(half, 'connect');
    half.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
    const cut = once(half, 'close');
    await server?.close();
    await cut;
    agent.destroy();
  });

  it('answers others while a client never finishes its request', async () => {
    const url = await start();
    const half = connect(server?.port ?? 0, '127.0.0.1');
    half.on('error', () => {});
    await once(half, 'connect');
    half.write('GET /hea');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    half.destroy();
  });
});
