import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Metadata, status } from '@grpc/grpc-js';
import type { ErrorKind } from '../../src/base/index.js';
import { statusDetailsOf } from '../../src/index.js';
import { connectClient } from './fixture/connect-client.js';
import { grpcJsClient } from './fixture/grpc-js-client.js';
import { type InteropClient, InteropFailure, type MetadataReader } from './fixture/interop-client.js';
import { kitClient } from './fixture/kit-client.js';
import type { Cargo, ConverseRequest } from './fixture/peer-contract.js';
import { type PeerServer, startPeerServer } from './fixture/peer-server.js';

/** Sizes that the public gRPC interop cases use. */
const LARGE = { request: 271_828, answer: 314_159 };
const REQUEST_SIZES = [27_182, 8, 1_828, 45_904];
const ANSWER_SIZES = [31_415, 9, 2_653, 58_979];
const ODD_MESSAGE = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';

const CLIENTS = [grpcJsClient, kitClient, connectClient];

let server: PeerServer;

beforeAll(async () => {
  server = await startPeerServer();
});

afterAll(() => server.close());

describe.each(CLIENTS)('a service-kit server called by $name', ({ connect }) => {
  let client: InteropClient;

  beforeAll(() => {
    client = connect(server.port);
  });

  afterAll(() => client.close());

  it('empty_unary: answers an empty message with an empty one', async () => {
    const nudged = server.begun('Nudge');
    await client.nudge();
    expect((await nudged).method).toBe('/trilha.interop.v1.PeerService/Nudge');
  });

  it('large_unary: takes and gives messages of hundreds of kilobytes', async () => {
    const cargo = Buffer.alloc(LARGE.request);
    const answer = await client.exchange({ cargo, size: LARGE.answer });
    expect([answer.received, answer.cargo.byteLength]).toEqual([LARGE.request, LARGE.answer]);
  });

  it('client_streaming: sums up a stream of requests', async () => {
    expect(await client.collect(cargoes(REQUEST_SIZES))).toMatchObject({ total: 74_922 });
  });

  it('server_streaming: gives every answer, in order', async () => {
    expect(await sizesOf(client.spread({ sizes: ANSWER_SIZES }))).toEqual(ANSWER_SIZES);
  });

  it('ping_pong: answers each request before the next one is sent', async () => {
    const said = turns();
    const answers = client.converse(said.requests)[Symbol.asyncIterator]();
    const heard: number[] = [];
    for (const [turn, size] of REQUEST_SIZES.entries()) {
      said.say({ cargo: Buffer.alloc(size), sizes: ANSWER_SIZES.slice(turn, turn + 1) });
      heard.push((await answers.next()).value?.cargo.byteLength ?? 0);
    }
    said.end();
    expect([heard, await answers.next()]).toEqual([ANSWER_SIZES, { done: true, value: undefined }]);
  });

  it('empty_stream: ends a conversation in which nobody spoke', async () => {
    expect(await sizesOf(client.converse(cargoes([])))).toEqual([]);
  });

  it('custom_metadata: hands text and bytes to the handler', async () => {
    const nudged = server.begun('Nudge');
    await client.nudge({ metadata: { 'x-seen-text': 'ida', 'x-seen-bin': Buffer.from([0xab, 0, 0xff]) } });
    const { metadata } = await nudged;
    expect([metadata.get('x-seen-text'), metadata.get('x-seen-bin')]).toEqual([
      ['ida'],
      [Buffer.from([0xab, 0, 0xff])],
    ]);
  });

  it('custom_metadata: sends bytes in the trailers of a refusal', async () => {
    const failure = await failureOf(client.exchange({ refusal: { kind: 'not-found', message: 'não há' } }));
    const trailer = failure.trailer('grpc-status-details-bin');
    expect(detailsIn(trailer)).toMatchObject({ code: status.NOT_FOUND, message: 'não há' });
  });

  it.each<[ErrorKind, status]>([
    ['invalid', status.INVALID_ARGUMENT],
    ['not-found', status.NOT_FOUND],
    ['precondition', status.FAILED_PRECONDITION],
    ['unauthenticated', status.UNAUTHENTICATED],
    ['overloaded', status.RESOURCE_EXHAUSTED],
    ['corrupt', status.DATA_LOSS],
  ])('status_code_and_message: refuses (%s) with code %i, at once and in a stream', async (kind, code) => {
    const refusal = { kind, message: 'recusa de teste' };
    const unary = await failureOf(client.exchange({ refusal }));
    const stream = await failureOf(sizesOf(client.converse(only({ refusal }))));
    expect([unary.code, unary.message]).toEqual([code, 'recusa de teste']);
    expect([stream.code, stream.message]).toEqual([code, 'recusa de teste']);
  });

  it('status_code_and_message: gives the answers before the refusal', async () => {
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      const requests = only({ sizes: [7] }, { refusal: { kind: 'aborted', message: 'basta' } });
      for await (const { cargo } of client.converse(requests)) seen.push(cargo.byteLength);
    };
    expect([(await failureOf(read())).code, seen]).toEqual([status.ABORTED, [7]]);
  });

  it('special_status_message: keeps white space and Unicode of the message', async () => {
    const failure = await failureOf(client.exchange({ refusal: { kind: 'aborted', message: ODD_MESSAGE } }));
    expect([failure.code, failure.message]).toEqual([status.ABORTED, ODD_MESSAGE]);
  });

  it('unimplemented_method: says so', async () => {
    expect((await failureOf(client.forget())).code).toBe(status.UNIMPLEMENTED);
  });

  it('unimplemented_service: says so', async () => {
    expect((await failureOf(client.nudgeAbsent())).code).toBe(status.UNIMPLEMENTED);
  });

  it('cancel_after_begin: ends a call that has sent nothing', async () => {
    const begun = server.begun('Collect');
    const abort = new AbortController();
    const said = turns<Cargo>();
    const failure = failureOf(client.collect(said.requests, { signal: abort.signal }));
    const { signal } = await begun;
    abort.abort();
    expect((await failure).code).toBe(status.CANCELLED);
    await aborted(signal);
    said.end();
  });

  it('cancel_after_first_response: ends a conversation, and the server sees it', async () => {
    const begun = server.begun('Converse');
    const abort = new AbortController();
    const said = turns<ConverseRequest>();
    const answers = client.converse(said.requests, { signal: abort.signal })[Symbol.asyncIterator]();
    said.say({ sizes: [31_415] });
    expect((await answers.next()).value?.cargo).toHaveLength(31_415);
    abort.abort();
    expect((await failureOf(answers.next())).code).toBe(status.CANCELLED);
    await aborted((await begun).signal);
    said.end();
  });

  it('timeout_on_sleeping_server: gives up at its deadline', async () => {
    const said = turns<ConverseRequest>();
    const failure = await failureOf(sizesOf(client.converse(said.requests, { timeoutMs: 1 })));
    expect(failure.code).toBe(status.DEADLINE_EXCEEDED);
    said.end();
  });

  it('tells the handler the deadline of the caller', async () => {
    const nudged = server.begun('Nudge');
    await client.nudge({ timeoutMs: 3_600_000 });
    expect((await nudged).deadline).toBeInstanceOf(Date);
  });
});

describe.each(CLIENTS.filter(({ showsHeaders }) => showsHeaders))(
  'headers as $name shows them',
  ({ connect }) => {
    it.each([
      ['a single answer', (made: InteropClient, options: HeaderOptions) => made.nudge(options)],
      [
        'a stream',
        (made: InteropClient, options: HeaderOptions) => sizesOf(made.converse(cargoes([]), options)),
      ],
    ])('custom_metadata: sends text and bytes in the headers of %s', async (_case, call) => {
      const bytes = Buffer.from([0xab, 0xab, 0xab, 0]);
      let read: MetadataReader = () => undefined;
      const client = connect(server.port);
      await call(client, {
        metadata: { 'x-interop-text': 'volta', 'x-interop-bytes-bin': bytes },
        onHeaders: (headers) => {
          read = headers;
        },
      });
      client.close();
      expect([read('x-interop-text'), read('x-interop-bytes-bin')]).toEqual(['volta', bytes]);
    });
  },
);

describe("service-kit's client", () => {
  it('leaves a stream early by breaking the loop, and the server sees it', async () => {
    const client = kitClient.connect(server.port);
    const begun = server.begun('Converse');
    const said = turns<ConverseRequest>();
    said.say({ sizes: [1, 1, 1] });
    for await (const { cargo } of client.converse(said.requests)) {
      expect(cargo).toHaveLength(1);
      break;
    }
    await aborted((await begun).signal);
    said.end();
    client.close();
  });
});

interface HeaderOptions {
  readonly metadata: Record<string, string | Buffer>;
  readonly onHeaders: (read: MetadataReader) => void;
}

async function* cargoes(sizes: readonly number[]): AsyncIterable<Cargo> {
  for (const size of sizes) yield { cargo: Buffer.alloc(size) };
}

async function* only<T>(...requests: readonly T[]): AsyncIterable<T> {
  yield* requests;
}

async function sizesOf(answers: AsyncIterable<Cargo>): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { cargo } of answers) sizes.push(cargo.byteLength);
  return sizes;
}

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort');
};

async function failureOf(call: Promise<unknown>): Promise<InteropFailure> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof InteropFailure)) throw new Error('expected a gRPC failure', { cause: thrown });
  return thrown;
}

function detailsIn(trailer: string | Buffer | undefined): unknown {
  const metadata = new Metadata();
  if (trailer !== undefined) metadata.set('grpc-status-details-bin', trailer);
  return statusDetailsOf(metadata);
}

/** Requests said one by one, by whoever holds it. */
function turns<T = ConverseRequest>(): { requests: AsyncIterable<T>; say(request: T): void; end(): void } {
  const stream = new PassThrough({ objectMode: true });
  return {
    requests: stream,
    say: (request) => stream.write(request),
    end: () => stream.end(),
  };
}
