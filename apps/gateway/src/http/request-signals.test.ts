import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type RequestSignals, requestSignals } from './request-signals.js';

type Answer = Parameters<RequestSignals>[0] & Pick<ServerResponse, 'end'>;

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

describe.each(Object.entries(protocols))('the signal of a request over %s', (_, open) => {
  let stopping: AbortController;
  let signalOf: RequestSignals;
  let exchange: Awaited<ReturnType<typeof open>>;

  beforeEach(async () => {
    stopping = new AbortController();
    signalOf = requestSignals(stopping.signal);
    exchange = await open();
  });

  afterEach(() => exchange.close());

  it('aborts when the caller leaves before the end of the answer', async () => {
    const signal = signalOf(exchange.answer);
    expect(signal.aborted).toBe(false);
    exchange.leave();
    await exchange.closed;
    expect(signal.aborted).toBe(true);
  });

  it('is aborted for a caller who left before it was asked for', async () => {
    exchange.leave();
    await exchange.closed;
    expect(signalOf(exchange.answer).aborted).toBe(true);
  });

  it('stays as it is when the answer ended, also when the gateway stops later', async () => {
    const signal = signalOf(exchange.answer);
    exchange.answer.end('all of it');
    await exchange.closed;
    stopping.abort();
    expect(signal.aborted).toBe(false);
  });

  it('aborts when the gateway stops, and is aborted for who asks after that', () => {
    const signal = signalOf(exchange.answer);
    stopping.abort('stopping');
    expect([signal.reason, signalOf(exchange.answer).reason]).toEqual(['stopping', 'stopping']);
  });
});
