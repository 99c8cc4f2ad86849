import { type Client as GrpcClient, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { DomainError } from '../src/base/index.js';
import type { CallContext, RemoteError } from '../src/index.js';
import { type Eco, type EcoHandlers, EcoService, echo, KINDS, type Kind, sending } from './support/eco.js';
import { failureOf, reasonOf } from './support/failures.js';
import { aborted, moment } from './support/moment.js';
import { completedLines, ERROR_LEVEL, recordingLog } from './support/recorders.js';
import { callEco, closeAll, connectEco, rawClient, type Served, serveEco } from './support/serve-eco.js';

type AnyHandler = (request: never, context: CallContext) => unknown;

const { log, lines } = recordingLog();

beforeEach(() => {
  lines.length = 0;
});
afterEach(closeAll);

/** The echo service, where the first call of this kind meets a handler that misbehaves. */
function serveOnce(
  kind: Kind,
  handler: AnyHandler,
  options: Parameters<typeof serveEco>[0] = {},
): Promise<Served> {
  let met = false;
  const once: AnyHandler = (request, context) => {
    if (met) return (echo[kind] as AnyHandler)(request, context);
    met = true;
    return handler(request, context);
  };
  return serveEco({ handlers: { [kind]: once } as Partial<EcoHandlers>, log, ...options });
}

/** All four kinds of calls, on the same connection and on a new one. */
async function expectAnswers({ server, client }: Served): Promise<void> {
  for (const one of [client, connectEco(server)]) {
    for (const kind of KINDS) expect((await callEco(one, kind))[0]).toBe('a');
  }
}

const failed = (error: RemoteError) => ({ code: status[error.code], message: error.message });
const OPAQUE = { code: 'INTERNAL', message: 'Erro interno' };
const never = new Promise<never>(() => {});
const SINGLE = ['um', 'soma'] as const;
const STREAMED = ['varios', 'conversa'] as const;

describe('a handler that fails', () => {
  it.each(KINDS)('by throwing at once is an opaque INTERNAL (%s)', async (kind) => {
    const served = await serveOnce(kind, () => {
      throw new Error('de imediato');
    });
    expect(failed(await failureOf(callEco(served.client, kind)))).toEqual(OPAQUE);
    await expectAnswers(served);
  });

  it.each(KINDS)('by a promise that rejects is an opaque INTERNAL (%s)', async (kind) => {
    const served = await serveOnce(kind, async () => {
      throw new Error('rejeitada');
    });
    expect(failed(await failureOf(callEco(served.client, kind)))).toEqual(OPAQUE);
    await expectAnswers(served);
    expect(lines.find(({ level }) => level === ERROR_LEVEL)).toMatchObject({ err: { message: 'rejeitada' } });
  });

  it.each(STREAMED)('in its finally, after all answers, is an opaque INTERNAL (%s)', async (kind) => {
    const served = await serveOnce(kind, async function* () {
      try {
        yield { texto: 'a' };
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what is tested
        throw new Error('no finally');
      }
    });
    expect(failed(await failureOf(callEco(served.client, kind)))).toEqual(OPAQUE);
    await expectAnswers(served);
  });

  it.each(STREAMED)('in its finally, when the client has gone, harms nobody else (%s)', async (kind) => {
    const ended = moment();
    const served = await serveOnce(kind, async function* () {
      try {
        for (;;) yield { texto: 'a' };
      } finally {
        ended.happen();
        // biome-ignore lint/correctness/noUnsafeFinally: what is tested
        throw new Error('no finally');
      }
    });
    const answers =
      kind === 'varios' ? served.client.varios({ texto: 'a' }) : served.client.conversa(sending('a'));
    for await (const _one of answers) break;
    await ended.happened;
    await expectAnswers(served);
  });

  it('with half a surrogate pair in its message is still told', async () => {
    const served = await serveOnce('um', async () => {
      throw new DomainError('invalid', 'CORTADO', 'cortado 😀'.slice(0, -1));
    });
    expect(failed(await failureOf(callEco(served.client, 'um')))).toEqual({
      code: 'INVALID_ARGUMENT',
      message: 'cortado \ufffd',
    });
    await expectAnswers(served);
  });

  it.each(KINDS)('with a message too long for HTTP/2 headers keeps its code (%s)', async (kind) => {
    const served = await serveOnce(kind, () => {
      throw new DomainError('invalid', 'PROLIXO', 'ç'.repeat(100_000));
    });
    const error = await failureOf(callEco(served.client, kind));
    expect(status[error.code]).toBe('INVALID_ARGUMENT');
    expect(error.message).toMatch(/^ç+…$/);
    await expectAnswers(served);
  });
});

describe('a handler that answers wrongly', () => {
  const thenables: readonly (readonly [
    string,
    (resolve: (a: Eco) => void, reject: (e: Error) => void) => void,
  ])[] = [
    [
      'twice',
      (resolve) => {
        resolve({ texto: 'primeira' });
        resolve({ texto: 'segunda' });
      },
    ],
    [
      'and then fails',
      (resolve, reject) => {
        resolve({ texto: 'primeira' });
        reject(new Error('tarde demais'));
      },
    ],
    [
      'and then throws',
      (resolve) => {
        resolve({ texto: 'primeira' });
        throw new Error('tarde demais');
      },
    ],
  ];
  it.each(thenables.flatMap(([what, settle]) => SINGLE.map((kind) => ({ what, kind, settle }))))(
    '$what answers once ($kind)',
    async ({ kind, settle }) => {
      // biome-ignore lint/suspicious/noThenProperty: what is tested
      const served = await serveOnce(kind, () => ({ then: settle }));
      expect(await callEco(served.client, kind)).toEqual(['primeira']);
      await expectAnswers(served);
    },
  );

  it.each(KINDS)('with nothing is an opaque INTERNAL (%s)', async (kind) => {
    const served = await serveOnce(kind, () => undefined);
    expect(failed(await failureOf(callEco(served.client, kind)))).toEqual(OPAQUE);
    await expectAnswers(served);
  });

  it.each(KINDS)(
    'with what cannot be encoded is an opaque INTERNAL, logged with its cause (%s)',
    async (kind) => {
      const answer = { texto: 1n };
      const served = await serveOnce(
        kind,
        kind === 'um' || kind === 'soma'
          ? async () => answer
          : async function* () {
              yield answer;
            },
      );
      expect(failed(await failureOf(callEco(served.client, kind)))).toEqual(OPAQUE);
      expect(completedLines(lines)).toMatchObject([
        { status: 'INTERNAL', level: ERROR_LEVEL, err: { type: 'TypeError' } },
      ]);
      await expectAnswers(served);
    },
  );

  it.each(KINDS)('with more than the limit is refused, and says so in the log (%s)', async (kind) => {
    const answer = { texto: 'x'.repeat(2_000) };
    const served = await serveOnce(
      kind,
      kind === 'um' || kind === 'soma'
        ? async () => answer
        : async function* () {
            yield answer;
          },
      { limits: { maxMessageBytes: 1_024 } },
    );
    const error = await failureOf(callEco(served.client, kind));
    expect([status[error.code], reasonOf(error)]).toEqual(['RESOURCE_EXHAUSTED', 'RESPOSTA_GRANDE_DEMAIS']);
    expect(completedLines(lines)).toMatchObject([{ status: 'RESOURCE_EXHAUSTED' }]);
    await expectAnswers(served);
  });

  it.each(KINDS)('with headers twice sends the first (%s)', async (kind) => {
    const served = await serveOnce(kind, (request, context) => {
      for (const value of ['primeiro', 'segundo']) {
        const headers = new Metadata();
        headers.set('x-cabecalho', value);
        context.sendHeaders(headers);
      }
      return (echo[kind] as AnyHandler)(request, context);
    });
    expect((await callEco(served.client, kind))[0]).toBe('a');
    await expectAnswers(served);
  });

  it('sends headers after it ended without harm', async () => {
    const kept = moment<CallContext>();
    const served = await serveOnce('um', async (request, context) => {
      kept.happen(context);
      return request;
    });
    await callEco(served.client, 'um');
    (await kept.happened).sendHeaders(new Metadata());
    await expectAnswers(served);
  });

  it('may answer before it has read all requests', async () => {
    const served = await serveOnce('soma', async () => ({ texto: 'basta' }));
    expect((await served.client.soma(sending(...Array(50).fill('x'.repeat(50_000))))).texto).toBe('basta');
    await expectAnswers(served);
  });
});

describe('a handler that does not end', () => {
  it.each(KINDS)('ends for its client at the deadline (%s)', async (kind) => {
    const served = await serveOnce(
      kind,
      kind === 'um' || kind === 'soma'
        ? () => never
        : () => ({ [Symbol.asyncIterator]: () => ({ next: () => never }) }),
    );
    expect(failed(await failureOf(callEco(served.client, kind, { timeoutMs: 60 })))).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    await expectAnswers(served);
  });

  it.each(SINGLE)(
    'ends when the server has had enough, whatever the client would wait (%s)',
    async (kind) => {
      const served = await serveOnce(kind, () => never, { limits: { maxCallMs: 60 } });
      const error = await withoutDeadline(rawClient(served.server), kind);
      expect([status[error.code], reasonOf(error)]).toEqual(['DEADLINE_EXCEEDED', 'PRAZO_ESGOTADO']);
      await expectAnswers(served);
    },
  );

  it('may take longer than the server allows single answers when it streams', async () => {
    const longEnough = moment();
    const served = await serveEco({
      log,
      limits: { maxCallMs: 40 },
      handlers: {
        um: () => never,
        varios: async function* () {
          yield { texto: 'antes' };
          await longEnough.happened;
          yield { texto: 'depois' };
        },
      },
    });
    const streaming = callEco(served.client, 'varios');
    await failureOf(callEco(served.client, 'um'));
    longEnough.happen();
    expect(await streaming).toEqual(['antes', 'depois']);
  });
});

describe('a handler that ignores that its client is gone', () => {
  it.each(SINGLE)('answers to nobody (%s)', async (kind) => {
    const [begun, late] = [moment<CallContext>(), moment<Eco>()];
    const served = await serveOnce(kind, (_request, context) => {
      begun.happen(context);
      return late.happened;
    });
    const cancel = new AbortController();
    const calling = failureOf(callEco(served.client, kind, { signal: cancel.signal }));
    const { signal, correlationId } = await begun.happened;
    cancel.abort();
    await calling;
    await aborted(signal);
    late.happen({ texto: 'tarde' });
    await expectAnswers(served);
    expect(completedLines(lines).filter((line) => line.correlation_id === correlationId)).toMatchObject([
      { status: 'CANCELLED' },
    ]);
  });

  it.each(SINGLE)('fails to nobody (%s)', async (kind) => {
    const begun = moment<CallContext>();
    let fail: (error: Error) => void = () => {};
    const served = await serveOnce(kind, (_request, context) => {
      begun.happen(context);
      return new Promise((_resolve, reject) => {
        fail = reject;
      });
    });
    const cancel = new AbortController();
    const calling = failureOf(callEco(served.client, kind, { signal: cancel.signal }));
    const { signal } = await begun.happened;
    cancel.abort();
    await calling;
    await aborted(signal);
    fail(new Error('tarde'));
    await expectAnswers(served);
  });

  it.each(STREAMED)('is stopped at its next answer (%s)', async (kind) => {
    const [begun, stopped] = [moment(), moment()];
    const served = await serveOnce(kind, async function* () {
      begun.happen();
      try {
        for (let i = 0; ; i++) yield { texto: String(i) };
      } finally {
        stopped.happen();
      }
    });
    const cancel = new AbortController();
    const calling = failureOf(callEco(served.client, kind, { signal: cancel.signal }));
    await begun.happened;
    cancel.abort();
    await calling;
    await stopped.happened;
    await expectAnswers(served);
  });
});

describe('a request that', () => {
  it('cannot be decoded is refused, and the next one answered', async () => {
    const served = await serveEco({ log });
    const { code } = await withoutDeadline(rawClient(served.server), 'um', Buffer.from('{'));
    expect(status[code]).toBe('INTERNAL');
    await expectAnswers(served);
  });

  it('cannot be decoded in a stream ends what reads it', async () => {
    const read = moment<unknown>();
    const served = await serveOnce('soma', async (requests: AsyncIterable<Eco>) => {
      try {
        for await (const _request of requests);
        return { texto: 'tudo' };
      } catch (error) {
        read.happen(error);
        throw error;
      }
    });
    const { code } = await withoutDeadline(rawClient(served.server), 'soma', Buffer.from('{'));
    expect(status[code]).toBe('INTERNAL');
    expect(await read.happened).toMatchObject({ name: 'AbortError' });
    await expectAnswers(served);
  });

  it.each(SINGLE)('is larger than the limit is refused, and the next one answered (%s)', async (kind) => {
    const served = await serveEco({ log, limits: { maxMessageBytes: 1_024 } });
    const { code } = await withoutDeadline(rawClient(served.server), kind, Buffer.alloc(1_025, ' '));
    expect(status[code]).toBe('RESOURCE_EXHAUSTED');
    await expectAnswers(served);
  });
});

/** What a call without a deadline fails with. */
function withoutDeadline(
  client: GrpcClient,
  kind: (typeof SINGLE)[number],
  request = Buffer.from('{"texto":"a"}'),
): Promise<ServiceError> {
  const { path } = EcoService[kind];
  const asIs = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve, reject) => {
    const done = (error: ServiceError | null): void =>
      error === null ? reject(new Error('expected a failure')) : resolve(error);
    if (kind === 'um') client.makeUnaryRequest(path, asIs, asIs, request, done);
    else client.makeClientStreamRequest(path, asIs, asIs, done).end(request);
  });
}
