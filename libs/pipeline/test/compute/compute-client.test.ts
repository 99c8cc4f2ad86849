import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { generate } from 'selfsigned';
import { ANSWER_MARGIN_MS, ComputeClient, encodeFrame } from '../../src/compute/index.js';
import { FakeClock } from '../../src/testing/index.js';
import { bundledWorker, until } from './bundled-worker.js';
import { type OpenComputeOptions, openCompute, type RunningCompute } from './open-compute.js';
import { RawCaller } from './raw-caller.js';

const worker = bundledWorker();
const closables: { close(): unknown }[] = [];
const opened = <T extends { close(): unknown }>(one: T): T => {
  closables.push(one);
  return one;
};
const start = async (options: Partial<OpenComputeOptions> = {}): Promise<RunningCompute> =>
  opened(await openCompute({ worker, ...options }));
const connectTo = async (port: number, options: object = {}): Promise<ComputeClient> =>
  opened(await ComputeClient.connect({ host: '127.0.0.1', port, ...options }));

afterEach(async () => {
  for (const one of closables.splice(0).reverse()) await one.close();
});

describe('a compute client', () => {
  it('has any number of calls in flight on one connection', async () => {
    const { server } = await start({ threads: 2 });
    const client = await connectTo(server.port);
    const numbers = [500_000, 10, 1_000, 0];
    const results = await Promise.all(numbers.map((n) => client.call('compute', { n })));
    expect(results).toEqual([41_538, 4, 168, 0]);
    expect(server.open).toBe(1);
  });

  it('tells refusals by their code', async () => {
    const { server } = await start();
    const client = await connectTo(server.port);
    await expect(client.call('nada')).rejects.toMatchObject({ code: 'UNKNOWN_COMMAND' });
    await expect(client.call('spin', {}, { deadlineMs: 1 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    expect(await client.call('compute', { n: 10 })).toBe(4);
  });

  it('gives up waiting when its signal says so', async () => {
    const { server, pool } = await start();
    const client = await connectTo(server.port);
    const stop = new AbortController();
    const call = client.call('spin', {}, { signal: stop.signal });
    await until(() => pool.stats().busy === 1);
    stop.abort(new Error('basta'));
    await expect(call).rejects.toThrow('basta');
  });

  it('fails what is in flight when the connection ends, and what comes after', async () => {
    const { server, pool } = await start({ server: { limits: { drainGraceMs: 0 } } });
    const client = await connectTo(server.port);
    const calls = [client.call('spin'), client.call('spin')].map((call) => call.catch((error) => error.name));
    await until(() => pool.stats().busy === 1);
    await server.close();
    expect(await Promise.all(calls)).toEqual(['ConnectionLost', 'ConnectionLost']);
    await expect(client.call('compute', { n: 1 })).rejects.toMatchObject({ name: 'ConnectionLost' });
  });

  it('waits for a silent server until the deadline and a margin', async () => {
    const silent = await listening(() => {});
    const clock = new FakeClock();
    const client = await connectTo(silent, { clock });
    const call = client.call('compute', { n: 1 }, { deadlineMs: 100 });
    clock.advance(100 + ANSWER_MARGIN_MS);
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it.each([
    ['no JSON', encodeFrame('olá')],
    ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a code of its own', encodeFrame('{"id":1,"error":{"code":"TEAPOT","message":""}}')],
  ])('leaves a server that answers with %s', async (_, bytes) => {
    const client = await connectTo(await listening((socket) => socket.write(bytes)));
    await expect(client.call('compute')).rejects.toThrow('o que não é do protocolo');
  });

  it('says where nobody listens', async () => {
    const port = await listening(() => {});
    for (const one of closables.splice(0)) await one.close();
    await expect(connectTo(port)).rejects.toThrow(`sem conexão com 127.0.0.1:${port}`);
  });
});

describe('with TLS', () => {
  let tls: Required<Pick<TlsOptions, 'cert' | 'key'>>;
  beforeAll(async () => {
    const made = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    tls = { cert: made.cert, key: made.private };
  });

  it('answers over a protected connection', async () => {
    const { server } = await start({ server: { tls } });
    const client = await connectTo(server.port, { tls: { ca: tls.cert } });
    expect(await client.call('compute', { n: 500_000 })).toBe(41_538);
  });

  it('is not trusted without its authority', async () => {
    const { server } = await start({ server: { tls } });
    await expect(connectTo(server.port, { tls: {} })).rejects.toMatchObject({ name: 'ConnectionLost' });
  });

  it('takes no connection in the clear, and goes on', async () => {
    const { server } = await start({ server: { tls } });
    const caller = await RawCaller.open(server.port);
    caller.send({ id: 1, cmd: 'compute', n: 10 });
    await until(() => caller.closed);
    expect(caller.answers).toEqual([]);
    const client = await connectTo(server.port, { tls: { ca: tls.cert } });
    expect(await client.call('compute', { n: 10 })).toBe(4);
  });

  it('cancels the work of a caller that leaves', async () => {
    const { server, pool } = await start({ server: { tls } });
    const client = await connectTo(server.port, { tls: { ca: tls.cert } });
    const call = client.call('spin').catch((error) => error.name);
    await until(() => pool.stats().busy === 1);
    client.close();
    expect(await call).toBe('ConnectionLost');
    await until(() => pool.stats().busy === 0);
  });
});

/** A server that says what it is told to, to whoever comes. */
async function listening(greet: (socket: { write(bytes: Buffer): unknown }) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    opened({ close: () => socket.destroy() });
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened({ close: () => new Promise((resolve) => server.close(resolve)) });
  return (server.address() as AddressInfo).port;
}
