import { Metadata, status } from '@grpc/grpc-js';
import {
  type CallContext,
  type CallOptions,
  type ClientOptions,
  formatTraceparent,
  newTraceContext,
  openTracing,
  parseTraceparent,
  type Tracing,
} from '../src/index.js';
import { silentLog } from '../src/testing/index.js';
import { aborted, type EcoClient, failureOf, never, Scene } from './eco.js';

const scene = new Scene();
let tracing: Tracing;
/** Whether clients find the call being served by themselves. */
let ambient = true;

beforeAll(async () => {
  tracing = await openTracing({ service: 'eco', version: '1', endpoint: undefined, log: silentLog });
});

afterEach(() => scene.close());

const metadataOf = (fields: Readonly<Record<string, string>>): Metadata => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
};

interface Nested {
  /** Of the outer service. */
  readonly client: EcoClient;
  /** The call that reached the inner service. */
  readonly reached: Promise<CallContext>;
  /** The call that the outer service served. */
  readonly outer: Promise<CallContext>;
  /** What came of the call to the inner service. */
  readonly told: Promise<string>;
}

/** A service that calls another one while it serves a call. */
async function nest(options: {
  readonly inner?: (call: CallContext) => Promise<unknown>;
  readonly client?: Partial<ClientOptions>;
  readonly call?: CallOptions;
}): Promise<Nested> {
  let onReached = (_call: CallContext): void => {};
  let onOuter = (_call: CallContext): void => {};
  const reached = new Promise<CallContext>((resolve) => {
    onReached = resolve;
  });
  const outer = new Promise<CallContext>((resolve) => {
    onOuter = resolve;
  });
  let onTold = (_outcome: string): void => {};
  const told = new Promise<string>((resolve) => {
    onTold = resolve;
  });
  const far = await scene.serve({
    unary: async (_request, context) => {
      onReached(context);
      await options.inner?.(context);
      return { text: String((context.deadline?.getTime() ?? Number.NaN) - Date.now()) };
    },
  });
  const inner = scene.connect(far, options.client);
  const near = await scene.serve(
    {
      unary: async (_request, context) => {
        onOuter(context);
        const before = (context.deadline?.getTime() ?? Number.NaN) - Date.now();
        const call = inner.unary({ text: '' }, { ...(ambient ? {} : { within: context }), ...options.call });
        call.then(
          () => onTold('answered'),
          (error: unknown) => onTold(String(error)),
        );
        const { text } = await call;
        return { text: `${before} ${text}` };
      },
    },
    { tracing, ambient },
  );
  return { client: scene.connect(near), reached, outer, told };
}

/** Milliseconds that the outer and the inner call had left. */
const budgetsOf = async ({ client }: Nested, timeoutMs: number): Promise<[outer: number, inner: number]> => {
  const [outer, inner] = (await client.unary({ text: '' }, { timeoutMs })).text.split(' ').map(Number);
  return [outer as number, inner as number];
};

const headerOf = (call: CallContext, name: string): string => call.metadata.get(name).map(String).join();

describe.each([
  ['finds', true],
  ['is handed', false],
])('a client that %s the call being served', (_how, finds) => {
  beforeAll(() => {
    ambient = finds;
  });

  describe('a call made while another one is served', () => {
    it('gets at most what that one has left, less a margin for its answer', async () => {
      const nested = await nest({ client: { defaultTimeoutMs: 600_000 } });
      const [outer, inner] = await budgetsOf(nested, 60_000);
      // gRPC rounds what it sends up to a whole millisecond.
      expect(inner).toBeLessThanOrEqual(outer - 20 + 1);
    });

    it('gets no more than that even where it asks for more', async () => {
      const nested = await nest({ call: { timeoutMs: 600_000 } });
      const [outer, inner] = await budgetsOf(nested, 60_000);
      expect(inner).toBeLessThanOrEqual(outer - 20 + 1);
    });

    it('keeps its own time where that is shorter', async () => {
      const [, inner] = await budgetsOf(await nest({ call: { timeoutMs: 5_000 } }), 60_000);
      expect(inner).toBeLessThanOrEqual(5_000);
    });

    it('is not made when less than the margin is left', async () => {
      const { client, reached } = await nest({});
      const failure = await failureOf(client.unary({ text: '' }, { timeoutMs: 15 }));
      expect(failure.code).toBe(status.DEADLINE_EXCEEDED);
      await client.unary(
        { text: 'the one that arrives' },
        { metadata: metadataOf({ 'x-correlation-id': 'c2' }) },
      );
      expect((await reached).correlationId).toBe('c2');
    });

    it('is cancelled when the caller of that one goes away', async () => {
      const { client, reached } = await nest({ inner: never, client: { defaultTimeoutMs: 60_000 } });
      const stop = new AbortController();
      const failure = failureOf(client.unary({ text: '' }, { signal: stop.signal, timeoutMs: 60_000 }));
      const { signal } = await reached;
      stop.abort();
      await aborted(signal);
      expect((await failure).code).toBe(status.CANCELLED);
    });

    it('goes on without that caller under a signal of its own', async () => {
      const { client, reached, outer, told } = await nest({
        call: { signal: new AbortController().signal, timeoutMs: 60_000 },
        inner: async () => aborted((await outer).signal),
      });
      const stop = new AbortController();
      const failure = failureOf(client.unary({ text: '' }, { signal: stop.signal, timeoutMs: 60_000 }));
      await reached;
      stop.abort();
      await failure;
      expect(await told).toBe('answered');
    });
  });

  describe('what a call takes over from the one being served', () => {
    const ask = async (given: Readonly<Record<string, string>>, options: Parameters<typeof nest>[0] = {}) => {
      const { client, reached, outer } = await nest(options);
      await client.unary({ text: '' }, { metadata: metadataOf(given) });
      return { call: await reached, outer: await outer };
    };

    it('is the correlation id', async () => {
      const { call } = await ask({ 'x-correlation-id': 'pedido-7' });
      expect(call.correlationId).toBe('pedido-7');
    });

    it('is the correlation id that was made where none was given', async () => {
      const { call, outer } = await ask({});
      expect(call.correlationId).toBe(outer.correlationId);
    });

    it('is the token of its caller', async () => {
      const { call } = await ask({ authorization: 'Bearer de-quem-chama' });
      expect(headerOf(call, 'authorization')).toBe('Bearer de-quem-chama');
    });

    it('is not the token of the service that called, which is told of itself only', async () => {
      const { call } = await ask({ 'x-trilha-service-authorization': 'Bearer de-outro' });
      expect(headerOf(call, 'x-trilha-service-authorization')).toBe('');
    });

    it('is the trace, as it is where no spans are made', async () => {
      const parent = newTraceContext();
      const { call, outer } = await ask({ traceparent: formatTraceparent(parent), tracestate: 'a=1' });
      expect(outer.trace?.traceId).toBe(parent.traceId);
      expect(parseTraceparent(headerOf(call, 'traceparent'), headerOf(call, 'tracestate'))).toEqual(
        outer.trace,
      );
    });

    it('is the trace, under a span of its own where spans are made', async () => {
      const { call, outer } = await ask({}, { client: { tracing } });
      const got = parseTraceparent(headerOf(call, 'traceparent'));
      expect(got?.traceId).toBe(outer.trace?.traceId);
      expect(got?.spanId).not.toBe(outer.trace?.spanId);
    });

    it('yields to metadata given by hand', async () => {
      const given = { authorization: 'Bearer outro', 'x-correlation-id': 'outro' };
      const { call } = await ask(
        { authorization: 'Bearer de-quem-chama', 'x-correlation-id': 'pedido-7' },
        { call: { metadata: metadataOf(given) } },
      );
      expect([headerOf(call, 'authorization'), headerOf(call, 'x-correlation-id')]).toEqual([
        'Bearer outro',
        'outro',
      ]);
    });

    it.each<[string, () => Tracing | undefined, 'same' | 'new']>([
      ['the one given by hand, as it is where no spans are made', () => undefined, 'same'],
      ['the one given by hand, under a new span where spans are made', () => tracing, 'new'],
    ])('is a trace: %s', async (_name, tracingOf, span) => {
      const given = newTraceContext();
      const { call } = await ask(
        {},
        {
          client: { tracing: tracingOf() },
          call: { metadata: metadataOf({ traceparent: formatTraceparent(given) }) },
        },
      );
      const got = parseTraceparent(headerOf(call, 'traceparent'));
      expect([got?.traceId, got?.spanId === given.spanId ? 'same' : 'new']).toEqual([given.traceId, span]);
    });

    it('leaves the metadata given by hand as they were', async () => {
      const metadata = metadataOf({ 'x-outro': '1' });
      await ask({ authorization: 'Bearer x' }, { call: { metadata }, client: { tracing } });
      expect(metadata.getMap()).toEqual({ 'x-outro': '1' });
    });
  });
});

describe('a call of a client that neither finds nor is handed the call being served', () => {
  it('takes nothing over from it', async () => {
    ambient = false;
    const { client, reached, outer } = await nest({ call: { within: undefined } });
    await client.unary({ text: '' }, { metadata: metadataOf({ authorization: 'Bearer x' }) });
    const call = await reached;
    expect(call.correlationId).not.toBe((await outer).correlationId);
    expect(headerOf(call, 'authorization')).toBe('');
  });
});
