import { randomUUID } from 'node:crypto';
import { connect } from 'node:http2';
import { Metadata, status } from '@grpc/grpc-js';
import { DomainError, type ErrorKind } from '../src/base/index.js';
import { type CallContext, createMetrics, hashSubject, RemoteError } from '../src/index.js';
import { everyoneIs } from '../src/testing/index.js';
import { type EcoHandlers, KINDS, type Kind } from './support/eco.js';
import { failureOf } from './support/failures.js';
import { aborted, moment, until } from './support/moment.js';
import {
  completedLines,
  ERROR_LEVEL,
  type LogLine,
  recordingLog,
  recordingTracing,
} from './support/recorders.js';
import { callEco, closeAll, type EcoClient, framed, serveEco } from './support/serve-eco.js';

const SECRET = 'a senha do banco';
const KIND_CODES: Record<ErrorKind, keyof typeof status> = {
  invalid: 'INVALID_ARGUMENT',
  'not-found': 'NOT_FOUND',
  'already-exists': 'ALREADY_EXISTS',
  precondition: 'FAILED_PRECONDITION',
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  'out-of-range': 'OUT_OF_RANGE',
  overloaded: 'RESOURCE_EXHAUSTED',
  unavailable: 'UNAVAILABLE',
  timeout: 'DEADLINE_EXCEEDED',
  aborted: 'ABORTED',
  corrupt: 'DATA_LOSS',
};

type Act = (context: CallContext) => Promise<unknown>;

const throwing =
  (error: unknown): Act =>
  async () => {
    throw error;
  };

const remote = (code: status): RemoteError =>
  new RemoteError(
    'midia',
    Object.assign(new Error('Não há'), { code, details: 'Não há', metadata: new Metadata() }),
  );

/** What handlers do, and the code that everybody must be told. */
const ACTS: readonly (readonly [string, keyof typeof status, Act])[] = [
  ['answers', 'OK', async () => {}],
  ...Object.entries(KIND_CODES).map(
    ([kind, code]) =>
      [`refuses as ${kind}`, code, throwing(new DomainError(kind as ErrorKind, 'MOTIVO', 'Não'))] as const,
  ),
  ['fails unexpectedly', 'INTERNAL', throwing(new Error(SECRET))],
  ['throws what is no error', 'INTERNAL', throwing(SECRET)],
  ['passes on what another service refused', 'NOT_FOUND', throwing(remote(status.NOT_FOUND))],
  ['could not reach another service', 'UNAVAILABLE', throwing(remote(status.UNAVAILABLE))],
  ['met a fault of another service', 'INTERNAL', throwing(remote(status.INTERNAL))],
  ['gives up', 'CANCELLED', throwing(Object.assign(new Error('given up'), { name: 'AbortError' }))],
];

const EACH_ACT = KINDS.flatMap((kind) => ACTS.map(([what, code, act]) => ({ kind, what, code, act })));

const metrics = createMetrics({ service: 'eco', version: '1' });
const { tracing, spans } = recordingTracing();
const { log, lines, completed } = recordingLog();
const acts = new Map<string, Act>();
let client: EcoClient;
let port: number;

/** Every handler does what the test left for the call. */
const act = async (context: CallContext): Promise<void> => {
  await acts.get(context.correlationId)?.(context);
};
const handlers: EcoHandlers = {
  um: async (request, context) => {
    await act(context);
    return request;
  },
  varios: async function* (request, context) {
    yield request;
    await act(context);
  },
  soma: async (_requests, context) => {
    await act(context);
    return { texto: 'fim' };
  },
  conversa: async function* (_requests, context) {
    yield { texto: 'antes' };
    await act(context);
  },
};

beforeAll(async () => {
  const served = await serveEco({
    handlers,
    metrics,
    tracing,
    log,
    gatekeeper: everyoneIs('ana@escola.br'),
    hashSubject: (sub) => hashSubject(sub, 'sal'),
  });
  client = served.client;
  port = served.server.port;
  for (const kind of KINDS) await callEco(client, kind);
});

afterAll(closeAll);

beforeEach(() => {
  lines.length = 0;
  spans.length = 0;
});

const METHODS: Record<Kind, string> = { um: 'Um', varios: 'Varios', soma: 'Soma', conversa: 'Conversa' };

/** How many calls of a method ended with each code. */
async function handledBy(kind: Kind): Promise<Record<string, number>> {
  const family = (await metrics.registry.getMetricsAsJSON()).find(
    ({ name }) => name === 'grpc_server_handled_total',
  );
  const own = (family?.values ?? []).filter(({ labels }) => labels.grpc_method === METHODS[kind]);
  return Object.fromEntries(own.map(({ labels, value }) => [String(labels.grpc_code), value]));
}

interface Told {
  readonly line: LogLine;
  readonly completed: number;
  readonly spans: readonly string[];
  readonly counted: Record<string, number>;
}

/** Makes a call and gathers what log, span and metric were told of it. */
async function observe(kind: Kind, what: Act, call: (metadata: Metadata) => Promise<unknown>): Promise<Told> {
  const id = randomUUID();
  acts.set(id, what);
  const before = await handledBy(kind);
  const metadata = new Metadata();
  metadata.set('x-correlation-id', id);
  await call(metadata);
  const line = await completed(id);
  await until(() => spans.length > 0);
  await new Promise((resolve) => setImmediate(resolve));
  const counted: Record<string, number> = {};
  for (const [code, count] of Object.entries(await handledBy(kind))) {
    if (count !== (before[code] ?? 0)) counted[code] = count - (before[code] ?? 0);
  }
  return {
    line,
    completed: completedLines(lines).length,
    spans: spans.map(({ codeName, code }) => `${codeName} ${code}`),
    counted,
  };
}

const toldOnce = (code: keyof typeof status) => ({
  line: expect.objectContaining({ status: code }),
  completed: 1,
  spans: [`${code} ${status[code]}`],
  counted: { [code]: 1 },
});

describe('client, metric, span and log line tell the same', () => {
  it.each(EACH_ACT)('$code when $kind $what', async ({ kind, code, act }) => {
    let seen: string = 'OK';
    const told = await observe(kind, act, async (metadata) => {
      const calling = callEco(client, kind, { metadata });
      if (code === 'OK') await calling;
      else seen = status[(await failureOf(calling)).code];
    });
    expect(seen).toBe(code);
    expect(told).toEqual(toldOnce(code));
  });

  it.each(KINDS)('DEADLINE_EXCEEDED when the deadline of %s passes', async (kind) => {
    const told = await observe(
      kind,
      ({ signal }) => aborted(signal),
      async (metadata) => {
        const error = await failureOf(callEco(client, kind, { metadata, timeoutMs: 100 }));
        expect(status[error.code]).toBe('DEADLINE_EXCEEDED');
      },
    );
    expect(told).toEqual(toldOnce('DEADLINE_EXCEEDED'));
  });

  it.each(KINDS)('DEADLINE_EXCEEDED when it passes while the handler of %s does not listen', async (kind) => {
    const never = new Promise(() => {});
    const told = await observe(
      kind,
      () => never,
      async (metadata) => {
        await failureOf(callEco(client, kind, { metadata, timeoutMs: 100 }));
      },
    );
    expect(told).toEqual(toldOnce('DEADLINE_EXCEEDED'));
  });

  it.each(KINDS)('CANCELLED when the client cancels %s', async (kind) => {
    const begun = moment();
    const cancel = new AbortController();
    const told = await observe(
      kind,
      ({ signal }) => {
        begun.happen();
        return aborted(signal);
      },
      async (metadata) => {
        const calling = failureOf(callEco(client, kind, { metadata, signal: cancel.signal }));
        await begun.happened;
        cancel.abort();
        expect(status[(await calling).code]).toBe('CANCELLED');
      },
    );
    expect(told).toEqual(toldOnce('CANCELLED'));
  });

  it('CANCELLED, and from where, when the connection of the client is gone', async () => {
    const begun = moment();
    const told = await observe(
      'um',
      ({ signal }) => {
        begun.happen();
        return aborted(signal);
      },
      async (metadata) => {
        const raw = connect(`http://127.0.0.1:${port}`);
        raw.on('error', () => {});
        const stream = raw.request({
          ':method': 'POST',
          ':path': '/teste.v1.Eco/Um',
          'content-type': 'application/grpc',
          te: 'trailers',
          'x-correlation-id': String(metadata.get('x-correlation-id')[0]),
        });
        stream.on('error', () => {});
        stream.end(framed(Buffer.from('{"texto":"a"}')));
        await begun.happened;
        raw.destroy();
      },
    );
    expect(told).toEqual(toldOnce('CANCELLED'));
    expect(told.line.peer).toMatch(/^127\.0\.0\.1:\d+$/);
  });
});

describe('an unexpected error', () => {
  it.each(KINDS)('of %s is opaque to the client', async (kind) => {
    let seen: RemoteError | undefined;
    await observe(kind, throwing(new Error(SECRET)), async (metadata) => {
      seen = await failureOf(callEco(client, kind, { metadata }));
    });
    expect([seen?.code, seen?.message]).toEqual([status.INTERNAL, 'Erro interno']);
    expect(JSON.stringify(seen?.metadata.toJSON())).not.toContain(SECRET);
  });

  it.each(KINDS)('of %s is logged once, at level error, with its cause', async (kind) => {
    const told = await observe(kind, throwing(new Error(SECRET)), async (metadata) => {
      await failureOf(callEco(client, kind, { metadata }));
    });
    expect(lines.filter((line) => JSON.stringify(line).includes(SECRET))).toEqual([told.line]);
    expect(told.line).toMatchObject({ level: ERROR_LEVEL, err: { message: SECRET, type: 'Error' } });
  });

  it('reaches its span', async () => {
    const cause = new Error(SECRET);
    await observe('um', throwing(cause), async (metadata) => {
      await failureOf(callEco(client, 'um', { metadata }));
    });
    expect(spans.map(({ error }) => error)).toEqual([cause]);
  });
});

describe('the line of a call', () => {
  it('says what was called, by whom under a hash, from where, how long and in which trace', async () => {
    const { line } = await observe(
      'um',
      async () => {},
      (metadata) => callEco(client, 'um', { metadata }),
    );
    expect(line).toMatchObject({
      event: 'grpc_request_completed',
      method: '/teste.v1.Eco/Um',
      status: 'OK',
      trace_id: spans[0]?.traceId,
      sub: hashSubject('ana@escola.br', 'sal'),
    });
    expect(line.peer).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(line.duration_ms).toEqual(expect.any(Number));
    expect(JSON.stringify(lines)).not.toContain('ana@escola.br');
  });

  it('stays in the trace of the caller', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { line } = await observe(
      'um',
      async () => {},
      (metadata) => {
        metadata.set('traceparent', `00-${traceId}-00f067aa0ba902b7-01`);
        return callEco(client, 'um', { metadata });
      },
    );
    expect(line.trace_id).toBe(traceId);
  });

  it.each([
    ['with blanks in it', 'a b'],
    ['too long', 'x'.repeat(129)],
  ])('has a new correlation id for one %s', async (_what, given) => {
    const metadata = new Metadata();
    metadata.set('x-correlation-id', given);
    await callEco(client, 'um', { metadata });
    const [line] = completedLines(lines);
    expect(line?.correlation_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
