import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { encodeFrame, FrameSplitter } from '@trilha/pipeline/compute';
import { workspaceRoot } from '@trilha/service-kit';
import { generate } from 'selfsigned';

const command = (name: string, args: readonly string[]): string[] => [
  `apps/ingestion/dist/compute-${name}.cli.js`,
  ...args,
];
let folder: string;
let closables: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compute-cli-'));
});
afterEach(async () => {
  for (const close of closables) await close();
  closables = [];
});
afterAll(() => rm(folder, { recursive: true }));

/** Where a server started by its command listens. */
async function serve(...args: string[]): Promise<{ port: number; stop(): Promise<number | null> }> {
  const child = spawn(process.execPath, command('server', ['--port', '0', ...args]), {
    cwd: workspaceRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  closables.push(stop);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { port: Number(/:(\d+) com/.exec(line)?.[1]), stop };
}

const client = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const options = { cwd: workspaceRoot(), env: { ...process.env, INIT_CWD: folder } };
    execFile(process.execPath, command('client', args), options, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

/** A server that answers every request as it likes; undefined hangs up. */
async function lying(answer: (id: unknown) => object | undefined): Promise<number> {
  const server: Server = createServer((socket) => {
    const splitter = new FrameSplitter(65_536);
    closables.push(() => socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      for (const frame of splitter.push(chunk)) {
        if (frame.kind !== 'payload') continue;
        const said = answer((JSON.parse(frame.payload.toString()) as { id: unknown }).id);
        if (said === undefined) socket.destroy();
        else socket.write(encodeFrame(JSON.stringify(said)));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closables.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('compute-server and compute-client', () => {
  it('put each other to the proof, and end with 0', async () => {
    const server = await serve('--workers', '2');
    const load = [
      '--concurrency',
      '3',
      '--requests',
      '4',
      '--size',
      '1000',
      '--csv',
      'pedidos.csv',
      '--stats',
    ];
    const { code, out, err } = await client('--port', String(server.port), ...load);
    expect([code, err]).toEqual([0, expect.stringContaining('3 emissores')]);
    expect(out).toMatch(/respostas certas\s+12\n/);
    expect(out).toMatch(/ {2}p99\s+[\d,]+ ms\n/);
    expect(out).toMatch(/compute: OK 12\n {2}fila: 12, média/);
    const lines = (await readFile(join(folder, 'pedidos.csv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[1]).toMatch(/^\d,\d,[\d.]+,[\d.]+,OK,168$/);
    expect(await server.stop()).toBe(0);
  });

  it('speak TLS, and the server knows its clients when it is told to', async () => {
    const made = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    await writeFile(join(folder, 'cert.pem'), made.cert);
    await writeFile(join(folder, 'key.pem'), made.private);
    const [cert, key] = ['cert.pem', 'key.pem'].map((file) => join(folder, file)) as [string, string];
    const { port } = await serve('--tls-cert', cert, '--tls-key', key, '--tls-ca', cert);
    const trust = ['--port', String(port), '--requests', '1', '--size', '10', '--tls-ca', 'cert.pem'];
    expect(await client(...trust, '--tls-cert', 'cert.pem', '--tls-key', 'key.pem')).toMatchObject({
      code: 0,
    });
    expect((await client(...trust)).code).toBeGreaterThan(0);
  });

  it('end with 1 for a wrong answer', async () => {
    const port = await lying((id) => ({ id, result: 1 }));
    const { code, out } = await client('--port', String(port), '--requests', '2', '--concurrency', '1');
    expect([code, out]).toEqual([1, expect.stringMatching(/WRONG\s+2\n/)]);
  });

  it('end with 1 for an answer that never comes', async () => {
    const port = await lying(() => undefined);
    const { code, out } = await client('--port', String(port), '--requests', '2', '--concurrency', '1');
    expect([code, out]).toEqual([1, expect.stringMatching(/LOST\s+2\n/)]);
  });

  it.each([
    [['--port', '1'], 'sem conexão com 127.0.0.1:1'],
    [['--size', 'muito'], '--size: recebido "muito", aceita um inteiro de 0 a 1000000000'],
    [['--tls-cert', 'cert.pem'], '--tls-cert e --tls-key: um pede o outro'],
    [['--nada'], "Unknown option '--nada'"],
  ])('end with 2 for %j', async (args, line) => {
    const { code, err } = await client(...args);
    expect([code, err.split('\n')[0]]).toEqual([2, expect.stringContaining(line)]);
  });
});
