import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '../certs/make-certificates.js';
import { type Reachable, waitUntilHealthy } from './health.js';

let folder: string;
let server: Server;
let gateway: Reachable;
let status = 200;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trilha-health-'));
  const now = new Date();
  const until = new Date(now.getTime() + 86_400_000);
  const { ca, service } = await makeCertificates({ hosts: ['127.0.0.1'], now, until });
  const file = (name: string): string => join(folder, name);
  const tls = {
    mode: 'mtls',
    certFile: file('service.pem'),
    keyFile: file('service-key.pem'),
    caFile: file('ca.pem'),
  } as const;
  await writeFile(tls.certFile, service.cert);
  await writeFile(tls.keyFile, service.key);
  await writeFile(tls.caFile, ca.cert);
  const options = { cert: service.cert, key: service.key, ca: ca.cert, requestCert: true };
  server = createServer({ ...options, rejectUnauthorized: true }, (request, response) => {
    response.writeHead(request.url === '/readyz' ? status : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  gateway = { name: 'gateway', host: '127.0.0.1', port, protocol: 'http', tls };
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

it('knows a gateway with TLS that is ready, also one that asks for certificates', async () => {
  status = 200;
  expect(await waitUntilHealthy(gateway, 20_000)).toBe(true);
});

it('gives up on a gateway with TLS that is not ready', async () => {
  status = 503;
  expect(await waitUntilHealthy(gateway, 300)).toBe(false);
});

it('asks no more when nobody waits', async () => {
  status = 503;
  const given = new AbortController();
  const answer = waitUntilHealthy(gateway, 600_000, given.signal);
  given.abort();
  expect(await answer).toBe(false);
});
