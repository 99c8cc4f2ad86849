import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { servedDefinition } from './fixture/peer-contract.js';
import { type PeerServer, startPeerServer } from './fixture/peer-server.js';
import { connectRaw, frame, type RawPeer } from './fixture/raw-peer.js';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Field 1 with a length that goes far beyond the message. */
const GARBAGE = frame(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]));
const { Nudge, Exchange, Collect, Spread, Converse } = servedDefinition;
const exchangeOf = (cargoBytes: number): Buffer =>
  Exchange.requestSerialize({ cargo: Buffer.alloc(cargoBytes) });

let server: PeerServer;
let peer: RawPeer;

beforeAll(async () => {
  server = await startPeerServer();
});

beforeEach(() => {
  peer = connectRaw(server.port);
});

afterEach(async () => {
  peer.cut();
  // Whatever the broken peer did, others are served.
  const sound = connectRaw(server.port);
  const { grpcStatus } = await sound.call({ path: Nudge.path, body: frame(Buffer.alloc(0)) });
  sound.cut();
  expect(grpcStatus).toBe(status.OK);
});

afterAll(() => server.close());

describe('a service-kit server with a broken peer', () => {
  it.each([
    ['a unary call', Exchange.path],
    ['a stream of requests', Collect.path],
    ['a request for a stream', Spread.path],
    ['a conversation', Converse.path],
  ])('answers INTERNAL to bytes that are no message, in %s', async (_case, path) => {
    expect(await peer.call({ path, body: GARBAGE })).toMatchObject({ grpcStatus: status.INTERNAL });
  });

  it.each([
    ['a unary call', Exchange.path],
    ['a stream of requests', Collect.path],
  ])('refuses a message that declares more than the limit before it arrives, in %s', async (_case, path) => {
    const body = frame(Buffer.alloc(1), { declaredBytes: MAX_MESSAGE_BYTES + 1 });
    expect(await peer.call({ path, body, open: true })).toMatchObject({
      grpcStatus: status.RESOURCE_EXHAUSTED,
    });
  });

  it('takes a compressed message', async () => {
    const body = frame(gzipSync(exchangeOf(1_000)), { compressed: true });
    const answer = await peer.call({ path: Exchange.path, headers: { 'grpc-encoding': 'gzip' }, body });
    expect(Exchange.responseDeserialize(answer.body.subarray(5))).toMatchObject({ received: 1_000 });
  });

  it('refuses a small message that unpacks to more than the limit', async () => {
    const body = frame(gzipSync(exchangeOf(MAX_MESSAGE_BYTES + 1)), { compressed: true });
    expect(
      await peer.call({ path: Exchange.path, headers: { 'grpc-encoding': 'gzip' }, body }),
    ).toMatchObject({ grpcStatus: status.RESOURCE_EXHAUSTED });
  });

  it('answers UNIMPLEMENTED to a compression that it does not know', async () => {
    const body = frame(exchangeOf(10), { compressed: true });
    expect(
      await peer.call({ path: Exchange.path, headers: { 'grpc-encoding': 'snappy' }, body }),
    ).toMatchObject({ grpcStatus: status.UNIMPLEMENTED });
  });

  it('answers INTERNAL to a message that is not compressed as it says', async () => {
    const body = frame(exchangeOf(10), { compressed: true });
    expect(
      await peer.call({ path: Exchange.path, headers: { 'grpc-encoding': 'gzip' }, body }),
    ).toMatchObject({ grpcStatus: status.INTERNAL });
  });

  it.each(['application/json', 'text/html', ''])('answers 415 to the content type %j', async (type) => {
    expect(
      await peer.call({ path: Nudge.path, headers: { 'content-type': type }, body: frame(Buffer.alloc(0)) }),
    ).toMatchObject({ httpStatus: 415, grpcStatus: undefined });
  });

  it.each([
    ['a stream of requests', 'Collect'],
    ['a conversation', 'Converse'],
  ] as const)('aborts the handler when the connection is cut in %s', async (_case, method) => {
    const begun = server.begun(method);
    peer.begin({ path: servedDefinition[method].path, open: true });
    const { signal } = await begun;
    peer.cut();
    await aborted(signal);
    expect(signal.aborted).toBe(true);
  });

  it('aborts the handler when the peer resets the stream alone', async () => {
    const begun = server.begun('Converse');
    const stream = peer.begin({ path: Converse.path, open: true });
    const { signal } = await begun;
    stream.close();
    await aborted(signal);
    expect(signal.aborted).toBe(true);
  });

  it('answers DEADLINE_EXCEEDED and aborts the handler of a peer that waits on', async () => {
    const begun = server.begun('Collect');
    const answer = peer.call({ path: Collect.path, headers: { 'grpc-timeout': '20m' }, open: true });
    await aborted((await begun).signal);
    expect((await answer).grpcStatus).toBe(status.DEADLINE_EXCEEDED);
  });

  it('does not wait for the rest of a message that was cut off', async () => {
    const body = frame(exchangeOf(10), { declaredBytes: 100 });
    const { grpcStatus } = await peer.call({ path: Exchange.path, body });
    expect(grpcStatus).not.toBe(status.OK);
    expect(grpcStatus).toBeDefined();
  });

  it('answers INTERNAL to a timeout that is none', async () => {
    const headers = { 'grpc-timeout': 'soon' };
    expect(await peer.call({ path: Nudge.path, headers, body: frame(Buffer.alloc(0)) })).toMatchObject({
      grpcStatus: status.INTERNAL,
    });
  });
});

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort');
};
