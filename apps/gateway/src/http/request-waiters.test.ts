import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type RequestWaiters, requestWaiters } from './request-waiters.js';

type Answer = Parameters<RequestWaiters>[0] & Pick<ServerResponse, 'end'>;

/** One open request over each protocol. */
const protocols = {
  async 'HTTP/1.1'() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    request.on('error', () => {});
    request.on('response', (response) => response.resume());
    const [, answer] = (await once(server, 'request')) as [unknown, ServerResponse];
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return { answer: answer as Answer, closed: once(answer, 'close'), leave: () => request.destroy(), close };
  },
  async 'HTTP/2'() {
    const server = createHttp2Server().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const request = session.request({ ':path': '/' });
    request.on('error', () => {});
    request.resume();
    const [, answer] = (await once(server, 'request')) as [unknown, Http2ServerResponse];
    const close = (): void => {
      session.destroy();
      server.close();
    };
    const closed = once(answer, 'close');
    return { answer: answer as unknown as Answer, closed, leave: () => request.close(), close };
  },
};

describe.each(Object.entries(protocols))('who waits for a request over %s', (_, open) => {
  let stopping: AbortController;
  let waiterOf: RequestWaiters;
  let exchange: Awaited<ReturnType<typeof open>>;

  beforeEach(async () => {
    stopping = new AbortController();
    waiterOf = requestWaiters(stopping.signal);
    exchange = await open();
  });

  afterEach(() => exchange.close());

  it('leaves when the caller does before the end of the answer', async () => {
    const waiter = waiterOf(exchange.answer);
    expect(waiter.left).toBe(false);
    exchange.leave();
    await exchange.closed;
    expect(waiter.left).toBe(true);
  });

  it('has left where the caller did before it was asked for', async () => {
    exchange.leave();
    await exchange.closed;
    expect(waiterOf(exchange.answer).left).toBe(true);
  });

  it('stays when the answer ended, also when the gateway stops later', async () => {
    const waiter = waiterOf(exchange.answer);
    exchange.answer.end('all of it');
    await exchange.closed;
    stopping.abort();
    expect(waiter.left).toBe(false);
  });

  it('leaves when the gateway stops, and has left for who asks after that', () => {
    const waiter = waiterOf(exchange.answer);
    stopping.abort();
    expect([waiter.left, waiterOf(exchange.answer).left]).toEqual([true, true]);
  });
});
