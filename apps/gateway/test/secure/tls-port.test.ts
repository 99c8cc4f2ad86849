import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpsRequest } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import type { Certificates } from '@trilha/service-kit';
import { makeCertificates, replaceable } from '../fixture/certificates.js';
import { type HttpAnswer, textOf } from '../fixture/http-client.js';
import { ask2, closeOf, connectTo } from '../fixture/http2-client.js';
import { answering } from '../fixture/scripted-service.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

/** OpenSSL's name of it changes with its version. */
const HANDSHAKE_FAILURE = /ALERT_HANDSHAKE_FAILURE$/;

let ours: Certificates;
let others: Certificates;
let fixture: Fixture;

beforeAll(async () => {
  [ours, others] = await Promise.all([makeCertificates(), makeCertificates()]);
});

afterEach(() => fixture.close());

async function open(requireClientCert = false): Promise<ReturnType<typeof replaceable>> {
  const tls = replaceable(ours, requireClientCert);
  fixture = await startFixture({}, { http: { host: '127.0.0.1', port: 0, tls } });
  fixture.service.script('GetLivro', answering({ id: 'l' }));
  return tls;
}

const dial = async (options: ConnectionOptions = {}): Promise<TLSSocket> => {
  const socket = connect({ host: '127.0.0.1', port: fixture.gateway.port, ca: ours.ca, ...options });
  await once(socket, 'secureConnect');
  return socket;
};

/** The code of the error that a handshake ends with. */
const refusalOf = (options: ConnectionOptions): Promise<string | undefined> =>
  dial(options).then(
    () => 'none',
    (error: NodeJS.ErrnoException) => error.code,
  );

/** Whether a client gets an answer: of TLS 1.3 it may think that it is connected, and be thrown out. */
async function isServed(options: ConnectionOptions): Promise<boolean> {
  const socket = await dial(options);
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString().startsWith('HTTP/1.1 200 ');
}

/** By HTTP/1.1 with TLS, on a connection of its own. */
async function ask1(path: string): Promise<{ status: number; headers: HttpAnswer['headers']; text: string }> {
  const agent = new Agent({ ca: ours.ca });
  const sent = httpsRequest({ host: '127.0.0.1', port: fixture.gateway.port, path, agent }).end();
  const [answer] = await once(sent, 'response');
  const text = await textOf(answer);
  agent.destroy();
  return { status: answer.statusCode, headers: answer.headers, text };
}

describe('the HTTP port with TLS', () => {
  it.each([
    [['h2', 'http/1.1'], 'h2'],
    [['http/1.1'], 'http/1.1'],
  ])('speaks of %j what it likes best: %s', async (ALPNProtocols, chosen) => {
    await open();
    const socket = await dial({ ALPNProtocols });
    expect(socket.alpnProtocol).toBe(chosen);
    socket.destroy();
  });

  it('serves HTTP/1.1 to a client that does not choose', async () => {
    await open();
    const socket = await dial();
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    expect(await textOf(socket as never)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });

  it('answers the same by HTTP/1.1 and HTTP/2', async () => {
    await open();
    const session = await connectTo(fixture.gateway.port, { ca: ours.ca });
    const one = await ask1('/v1/livros/l');
    const two = await ask2(session, { path: '/v1/livros/l' });
    expect([one.status, one.text]).toEqual([two.status, two.text()]);
    const { connection, 'keep-alive': keepAlive, date, 'x-correlation-id': id, ...common } = one.headers;
    expect(two.headers).toMatchObject(common);
    expect(one.headers['strict-transport-security']).toMatch(/^max-age=/);
    session.close();
    await closeOf(session);
  });

  it('serves fetch', async () => {
    await open();
    const folder = await mkdtemp(join(tmpdir(), 'trilha-tls-'));
    await writeFile(join(folder, 'ca.pem'), ours.ca);
    const script = `fetch('https://127.0.0.1:${fixture.gateway.port}/v1/livros/l').then(async (a) => console.log(a.status, await a.text()))`;
    // A process of its own, because fetch takes authorities from there only.
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    });
    expect(stdout).toBe('200 {"id":"l"}\n');
    await rm(folder, { recursive: true });
  });

  it.each([
    ['TLSv1.1', 'TLSv1.1', 'DEFAULT:@SECLEVEL=0', /ALERT_PROTOCOL_VERSION$/],
    ['a cipher without forward secrecy', 'TLSv1.2', 'AES128-GCM-SHA256', HANDSHAKE_FAILURE],
    ['a cipher without authentication', 'TLSv1.2', 'ECDHE-ECDSA-AES128-SHA', HANDSHAKE_FAILURE],
  ] as const)('refuses %s', async (_name, version, ciphers, code) => {
    await open();
    expect(await refusalOf({ minVersion: version, maxVersion: version, ciphers })).toMatch(code);
  });

  it('serves TLS 1.2', async () => {
    await open();
    const socket = await dial({ maxVersion: 'TLSv1.2' });
    expect(socket.getProtocol()).toBe('TLSv1.2');
    socket.destroy();
  });

  it('answers nothing in the clear', async () => {
    await open();
    const socket = connectTcp(fixture.gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(chunks).toString('latin1')).not.toContain('HTTP');
  });
});

describe('certificates that are replaced', () => {
  it('count for new connections, while old ones go on', async () => {
    const tls = await open();
    const old = await connectTo(fixture.gateway.port, { ca: ours.ca });
    tls.replace(others);
    expect((await ask2(old, { path: '/v1/livros/l' })).status).toBe(200);
    const late = await dial({ ca: others.ca });
    expect(await refusalOf({ ca: ours.ca })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    late.destroy();
    old.close();
    await closeOf(old);
  });

  it('keep the bounds of the first', async () => {
    const tls = await open();
    tls.replace(others);
    expect(
      await refusalOf({
        ca: others.ca,
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        ciphers: 'AES128-GCM-SHA256',
      }),
    ).toMatch(HANDSHAKE_FAILURE);
  });
});

describe('certificates of clients', () => {
  const pairOf = ({ cert, key }: Certificates): ConnectionOptions => ({ cert, key });

  it('are not asked for unless told', async () => {
    await open();
    expect(await isServed({})).toBe(true);
  });

  it.each([
    ['one of the authority is served', () => pairOf(ours), true],
    ['none is refused', () => ({}), false],
    ['one of another authority is refused', () => pairOf(others), false],
  ])('are required where told: %s', async (_name, pair, served) => {
    await open(true);
    expect(await isServed(pair())).toBe(served);
  });

  it.each([
    ['of the new is served', () => pairOf(others), true],
    ['of the old is refused', () => pairOf(ours), false],
  ])('count by the authority as it is now: one %s', async (_name, pair, served) => {
    const tls = await open(true);
    tls.replace(others);
    expect(await isServed({ ...pair(), ca: others.ca })).toBe(served);
  });
});
