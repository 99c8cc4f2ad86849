import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpCaller } from './http-caller.js';

describe('an HTTP caller', () => {
  let server: Server;
  let connections: number;
  const serve = async (answer: RequestListener): Promise<number> => {
    connections = 0;
    server = createServer(answer).listen(0, '127.0.0.1');
    server.on('connection', () => {
      connections += 1;
    });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const echo: RequestListener = ({ url }, response) => {
    const body = JSON.stringify({ id: url?.split('/').at(-1), resumo: 'ção'.repeat(50_000) });
    response.setHeader('content-length', Buffer.byteLength(body)).end(body);
  };

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('takes answers that arrive in parts, over as many connections as there are calls at a time', async () => {
    const caller = createHttpCaller(await serve(echo), 'token');
    for (let turn = 0; turn < 3; turn += 1) await Promise.all([caller.call(), caller.call()]);
    expect(caller.faults()).toEqual({ failed: 0, wrongEchoes: 0, firstError: undefined });
    expect(connections).toBe(2);
    caller.close();
  });

  it('carries the token', async () => {
    const seen: (string | undefined)[] = [];
    const caller = createHttpCaller(
      await serve((request, response) => {
        seen.push(request.headers.authorization);
        echo(request, response);
      }),
      'abc',
    );
    await caller.call();
    expect(seen).toEqual(['Bearer abc']);
    caller.close();
  });

  it.each<[string, RequestListener, object]>([
    [
      'another status',
      (_, response) => response.writeHead(503, { 'content-length': 4 }).end('busy'),
      { failed: 1, wrongEchoes: 0, firstError: 'HTTP 503: busy' },
    ],
    [
      'the answer to another call',
      (_, response) => response.setHeader('content-length', 2).end('{}'),
      { failed: 0, wrongEchoes: 1, firstError: undefined },
    ],
    [
      'a connection that is closed',
      (request) => request.socket.destroy(),
      { failed: 1, wrongEchoes: 0, firstError: 'Error: the connection was closed' },
    ],
  ])('counts %s', async (_, answer, faults) => {
    const caller = createHttpCaller(await serve(answer), 'token');
    await caller.call();
    expect(caller.faults()).toEqual(faults);
    caller.close();
  });
});
