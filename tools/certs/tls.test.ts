import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus, HealthService } from '@trilha/proto-gen/health';
import {
  CertificateFiles,
  type Client,
  ConfigError,
  createClient,
  type Logger,
  RemoteError,
  type RunningService,
  startService,
  type TlsConfig,
  type Transport,
  transportOf,
} from '@trilha/service-kit';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '@trilha/service-kit/testing';
import { type CertificateSet, type MakeOptions, makeCertificates } from './make-certificates.js';

type Files = Exclude<TlsConfig, { mode: 'off' }>;

const SERVED = { status: HealthCheckResponse_ServingStatus.SERVING };

const make = (options: Partial<MakeOptions> = {}): Promise<CertificateSet> => {
  const now = new Date();
  const until = new Date(now.getTime() + 86_400_000);
  return makeCertificates({ hosts: ['localhost'], until, now, ...options });
};

let folder: string;
/** Made once: of one authority each. */
let ours: CertificateSet;
let others: CertificateSet;
const open: { close(): unknown }[] = [];

const keep = <T extends { close(): unknown }>(one: T): T => {
  open.push(one);
  return one;
};

beforeAll(async () => {
  [ours, others] = await Promise.all([make(), make()]);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trilha-tls-'));
});

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await rm(folder, { recursive: true });
});

const filesOf = (name: string, mode: 'tls' | 'mtls' = 'mtls'): Files => ({
  mode,
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}-key.pem`),
  caFile: join(folder, `${name}-ca.pem`),
});

async function write({ certFile, keyFile, caFile }: Files, { service, ca }: CertificateSet): Promise<void> {
  await writeFile(certFile, service.cert);
  await writeFile(keyFile, service.key);
  await writeFile(caFile, ca.cert);
}

interface Side {
  readonly files: Files;
  readonly watched: CertificateFiles;
  readonly transport: Transport;
  /** Events that were logged. */
  readonly logged: string[];
}

/** One process's side of TLS, over files of its own. */
async function side(name: string, set: CertificateSet, mode: 'tls' | 'mtls' = 'mtls'): Promise<Side> {
  const files = filesOf(name, mode);
  await write(files, set);
  const logged: string[] = [];
  const note = (line: { event: string }): unknown => logged.push(line.event);
  const log = { info: note, error: note } as unknown as Logger;
  const watched = new CertificateFiles(files, log);
  return { files, watched, logged, transport: keep(transportOf(watched, mode)) };
}

async function serve({ transport }: Side): Promise<RunningService> {
  return keep(
    await startService({
      gatekeeper: everyoneIs(),
      server: testServerConfig,
      log: silentLog,
      services: [],
      credentials: transport.server,
    }),
  );
}

const connect = (
  { port }: RunningService,
  credentials?: ChannelCredentials,
  host = 'localhost',
): Client<typeof HealthService> =>
  keep(
    createClient(HealthService, `dns:///${host}:${port}`, { ...testClientConfig, name: 'x', credentials }),
  );

const ask = (client: Client<typeof HealthService>): Promise<unknown> =>
  client.check({ service: '' }).catch((error: unknown) => {
    if (error instanceof RemoteError) return status[error.code];
    throw error;
  });

describe('TLS__MODE=tls', () => {
  it('serves a client that knows the authority', async () => {
    const server = await serve(await side('server', ours, 'tls'));
    const client = await side('client', ours, 'tls');
    expect(await ask(connect(server, client.transport.channel))).toEqual(SERVED);
  });

  it('does not serve in the clear', async () => {
    const server = await serve(await side('server', ours, 'tls'));
    expect(await ask(connect(server))).toBe('UNAVAILABLE');
  });

  it('is refused by a client that knows another authority', async () => {
    const server = await serve(await side('server', ours, 'tls'));
    const client = await side('client', others, 'tls');
    expect(await ask(connect(server, client.transport.channel))).toBe('UNAVAILABLE');
  });

  it('is refused by a client that asked for another host', async () => {
    const elsewhere = await make({ ca: ours.ca, hosts: ['outro.interno'] });
    const server = await serve(await side('server', elsewhere, 'tls'));
    const client = await side('client', ours, 'tls');
    expect(await ask(connect(server, client.transport.channel))).toBe('UNAVAILABLE');
  });

  it('is not taken for a server in the clear', async () => {
    const plain = keep(
      await startService({
        gatekeeper: everyoneIs(),
        server: testServerConfig,
        log: silentLog,
        services: [],
      }),
    );
    const client = await side('client', ours, 'tls');
    expect(await ask(connect(plain, client.transport.channel))).toBe('UNAVAILABLE');
  });
});

describe('TLS__MODE=mtls', () => {
  it('serves a client with a certificate of the authority', async () => {
    const server = await serve(await side('server', ours));
    const client = await side('client', await make({ ca: ours.ca }));
    expect(await ask(connect(server, client.transport.channel))).toEqual(SERVED);
  });

  it('refuses a client that shows no certificate', async () => {
    const server = await serve(await side('server', ours));
    const client = await side('client', ours, 'tls');
    expect(await ask(connect(server, client.transport.channel))).toBe('UNAVAILABLE');
  });

  it('refuses a client with a certificate of another authority', async () => {
    const server = await serve(await side('server', ours));
    const client = await side('client', others);
    // It trusts the server, so that only its own certificate is in question.
    const both = { service: others.service, ca: { ...others.ca, cert: others.ca.cert + ours.ca.cert } };
    await write(client.files, both);
    client.watched.look();
    expect(client.logged).toEqual(['certificates_reloaded']);
    expect(await ask(connect(server, client.transport.channel))).toBe('UNAVAILABLE');
  });
});

describe('certificates that are replaced', () => {
  it('count for new connections, by a new authority too, while old connections go on', async () => {
    const server = await side('server', ours);
    const running = await serve(server);
    const client = await side('client', ours);
    const old = connect(running, client.transport.channel);
    expect(await ask(old)).toEqual(SERVED);

    await write(server.files, others);
    server.watched.look();
    expect(server.logged).toEqual(['certificates_reloaded']);
    expect(await ask(old)).toEqual(SERVED);
    const strict = await side('strict', others);
    expect(await ask(connect(running, strict.transport.channel))).toEqual(SERVED);
    const outdated = await side('outdated', ours);
    expect(await ask(connect(running, outdated.transport.channel))).toBe('UNAVAILABLE');
  });

  it('count for new connections of a client whose earlier ones are closed', async () => {
    const client = await side('client', ours);
    const before = connect(await serve(await side('before', ours)), client.transport.channel);
    expect(await ask(before)).toEqual(SERVED);
    before.close();

    await write(client.files, others);
    client.watched.look();
    const after = await serve(await side('after', others));
    expect(await ask(connect(after, client.transport.channel))).toEqual(SERVED);
  });

  it('count where something else than gRPC is served', async () => {
    const server = await side('server', ours);
    const told: unknown[] = [];
    server.transport.onCertificates(() => told.push(server.transport.certificates()?.cert.toString()));
    await write(server.files, others);
    server.watched.look();
    server.watched.look();
    expect(told).toEqual([others.service.cert]);
  });

  it('are not read again while the files stay as they are', async () => {
    const server = await side('server', ours);
    server.watched.look();
    expect(server.logged).toEqual([]);
  });
});

describe('certificates that do not fit together', () => {
  const SPOILS: [string, (files: Files) => Promise<void>][] = [
    ['half a certificate', ({ certFile }) => writeFile(certFile, others.service.cert.slice(0, 200))],
    ['an empty key', ({ keyFile }) => writeFile(keyFile, '')],
    ['a garbled authority', ({ caFile }) => writeFile(caFile, ours.ca.cert.replace(/[A-P]/g, 'Q'))],
    ['the key of another certificate', ({ keyFile }) => writeFile(keyFile, others.service.key)],
    ['another authority', ({ caFile }) => writeFile(caFile, others.ca.cert)],
    ['a missing certificate', ({ certFile }) => rm(certFile)],
  ];

  it.each(SPOILS)('leave the old ones in place, and are told of once: %s', async (_name, spoil) => {
    const server = await side('server', ours);
    const running = await serve(server);
    await spoil(server.files);
    server.watched.look();
    server.watched.look();
    expect(server.logged).toEqual(['certificates_unusable']);
    const client = await side('client', ours);
    expect(await ask(connect(running, client.transport.channel))).toEqual(SERVED);
  });

  it.each(SPOILS)('are taken once they are mended: %s', async (_name, spoil) => {
    const server = await side('server', ours);
    await spoil(server.files);
    server.watched.look();
    await write(server.files, others);
    server.watched.look();
    expect(server.logged).toEqual(['certificates_unusable', 'certificates_reloaded']);
    expect(server.watched.certificates.ca.toString()).toBe(others.ca.cert);
  });

  it.each(SPOILS)('stop the start in one line with what to do: %s', async (_name, spoil) => {
    const files = filesOf('server');
    await write(files, ours);
    await spoil(files);
    const start = (): unknown => new CertificateFiles(files, silentLog);
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(
      /^TLS__CERT_FILE, TLS__KEY_FILE, TLS__CA_FILE: .*; npm run certs makes a set for development$/,
    );
  });
});
