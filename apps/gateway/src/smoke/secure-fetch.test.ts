import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificates } from '@trilha/service-kit';
import { makeCertificates } from '../../test/fixture/certificates.js';
import { createSecureFetch } from './secure-fetch.js';

let certificates: Certificates;
let server: Server;
let url: URL;

beforeAll(async () => {
  certificates = await makeCertificates();
  const { cert, key } = certificates;
  server = createServer({ cert, key }, async (request, response) => {
    if (request.url === '/nada') return void response.writeHead(204).end();
    response.setHeader('x-metodo', request.method ?? '');
    response.write('um ');
    if (request.url === '/parado') return;
    for await (const chunk of request) response.write(chunk);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const headers = new Headers({ connection: 'close' });

it('asks a server that the authority vouches for', async () => {
  const answer = await createSecureFetch(certificates)(url, { method: 'POST', headers, body: 'dois' });
  expect([answer.status, answer.headers.get('x-metodo'), await answer.text()]).toEqual([
    200,
    'POST',
    'um dois',
  ]);
});

it('asks no server that the authority does not vouch for', async () => {
  const stranger = createSecureFetch(await makeCertificates());
  await expect(stranger(url, { headers })).rejects.toThrow(/verify/);
});

it('takes an answer without a body', async () => {
  const answer = await createSecureFetch(certificates)(new URL('/nada', url), { headers });
  expect([answer.status, answer.body]).toEqual([204, null]);
});

it('ends the answer when nobody wants it any more', async () => {
  const leaving = new AbortController();
  const asked = { headers, signal: leaving.signal };
  const answer = await createSecureFetch(certificates)(new URL('/parado', url), asked);
  const text = answer.text();
  leaving.abort();
  await expect(text).rejects.toThrow(/abort/);
});
