import { Metadata, status } from '@grpc/grpc-js';
import { DomainError, type ErrorKind } from '../src/base/index.js';
import {
  createLogger,
  createMetrics,
  hashSubject,
  RemoteError,
  type Span,
  type Tracing,
} from '../src/index.js';
import { everyoneIs } from '../src/testing/index.js';
import { all, type EcoClient, type EcoHandlers, type Message, never, Scene } from './eco.js';

const SALT = 'sal';
let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

/** Ends spans as a collector would see them. */
class RecordedTracing implements Tracing {
  readonly ended: { name: string; codeName: string; error: unknown }[] = [];

  startServerSpan(method: { service: string; method: string }): Span {
    return {
      context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true },
      setAttribute: () => {},
      end: (_code, codeName, error) => {
        this.ended.push({ name: `${method.service}/${method.method}`, codeName, error });
      },
    };
  }
  startClientSpan = this.startServerSpan;
  startHttpSpan(name: string): Span {
    return this.startServerSpan({ service: '', method: name });
  }
  async close(): Promise<void> {}
}

/** A server whose log, metrics and spans can be looked at. */
async function watched(handlers: Partial<EcoHandlers>) {
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetrics({ service: 'eco', version: '1' });
  const tracing = new RecordedTracing();
  let told = (): void => {};
  const destination = {
    write: (line: string) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      told();
    },
  };
  const running = await scene.serve(handlers, {
    gatekeeper: everyoneIs('ana@escola.com', ['aluno']),
    log: createLogger({ service: 'eco', level: 'info', destination }),
    hashSubject: (sub) => hashSubject(sub, SALT),
    metrics,
    tracing,
  });
  const completed = () => lines.filter(({ event }) => event === 'grpc_request_completed');
  return {
    client: scene.connect(running),
    lines,
    completed,
    /** Resolves when one call has left its line. */
    ended: async (): Promise<void> => {
      while (completed().length === 0) await new Promise<void>((resolve) => (told = resolve));
      // The line comes first; what lies further out follows within the turn.
      await new Promise((resolve) => setImmediate(resolve));
    },
    tracing,
    /** Codes counted, of all methods. */
    counted: async (): Promise<readonly string[]> =>
      [
        ...(await metrics.text()).matchAll(/^grpc_server_handled_total\{.*grpc_code="(\w+)"\} ([1-9]\d*)$/gm),
      ].flatMap(([, code = '', count]) => Array<string>(Number(count)).fill(code)),
  };
}

const hello: Message = { text: 'olá' };
async function* one(): AsyncIterable<Message> {
  yield hello;
}

/** A handler of each kind that does the same, and a call of it. */
const kinds = {
  unary: {
    handle: (work: () => Promise<Message>): Partial<EcoHandlers> => ({ unary: work }),
    call: (client: EcoClient, options = {}) => client.unary(hello, options),
  },
  'server stream': {
    handle: (work: () => Promise<Message>): Partial<EcoHandlers> => ({
      download: async function* () {
        yield hello;
        yield await work();
      },
    }),
    call: (client: EcoClient, options = {}) => all(client.download(hello, options)),
  },
  'client stream': {
    handle: (work: () => Promise<Message>): Partial<EcoHandlers> => ({
      upload: async (requests) => {
        await all(requests);
        return work();
      },
    }),
    call: (client: EcoClient, options = {}) => client.upload(one(), options),
  },
  'bidirectional stream': {
    handle: (work: () => Promise<Message>): Partial<EcoHandlers> => ({
      talk: async function* (requests) {
        for await (const request of requests) yield request;
        yield await work();
      },
    }),
    call: (client: EcoClient, options = {}) => all(client.talk(one(), options)),
  },
};

const refusal = (kind: ErrorKind) => async (): Promise<Message> => {
  throw new DomainError(kind, 'RAZAO', 'Não deu');
};
const remote = (code: status) => async (): Promise<Message> => {
  const error = Object.assign(new Error('de outro'), { code, details: 'de outro', metadata: new Metadata() });
  throw new RemoteError('midia', error);
};

const endings: readonly [what: string, work: () => Promise<Message>, code: string][] = [
  ['an answer', async () => hello, 'OK'],
  ['a wrong request', refusal('invalid'), 'INVALID_ARGUMENT'],
  ['something missing', refusal('not-found'), 'NOT_FOUND'],
  ['something that exists', refusal('already-exists'), 'ALREADY_EXISTS'],
  ['a precondition', refusal('precondition'), 'FAILED_PRECONDITION'],
  ['an unknown caller', refusal('unauthenticated'), 'UNAUTHENTICATED'],
  ['a forbidden call', refusal('forbidden'), 'PERMISSION_DENIED'],
  ['a bound', refusal('overloaded'), 'RESOURCE_EXHAUSTED'],
  ['lost data', refusal('corrupt'), 'DATA_LOSS'],
  ['a refusal of another service', remote(status.NOT_FOUND), 'NOT_FOUND'],
  ['another service that is away', remote(status.UNAVAILABLE), 'UNAVAILABLE'],
  ['a fault of another service', remote(status.INTERNAL), 'INTERNAL'],
  [
    'a fault of ours',
    async () => {
      throw new TypeError('segredo');
    },
    'INTERNAL',
  ],
  [
    'an abort',
    async () => {
      throw new DOMException('parou', 'AbortError');
    },
    'CANCELLED',
  ],
];

describe.each(Object.entries(kinds))(
  '%s: client, metric, span and log line tell the same',
  (_kind, { handle, call }) => {
    it.each(endings)('of %s', async (_what, work, code) => {
      const { client, completed, ended, tracing, counted } = await watched(handle(work));
      const seen = await call(client).then(
        () => 'OK',
        (error: unknown) => (error instanceof RemoteError ? status[error.code] : String(error)),
      );
      await ended();
      expect({
        client: seen,
        log: completed().map((line) => line.status),
        spans: tracing.ended.map(({ codeName }) => codeName),
        metric: await counted(),
      }).toEqual({ client: code, log: [code], spans: [code], metric: [code] });
    });

    it('of a deadline that passes while the handler works', async () => {
      const { client, completed, ended, tracing, counted } = await watched(handle(never));
      await expect(call(client, { timeoutMs: 60 })).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
      await ended();
      expect(completed().map((line) => line.status)).toEqual(['DEADLINE_EXCEEDED']);
      expect(tracing.ended.map(({ codeName }) => codeName)).toEqual(['DEADLINE_EXCEEDED']);
      expect(await counted()).toEqual(['DEADLINE_EXCEEDED']);
    });

    it('of a caller who leaves', async () => {
      let began = (): void => {};
      const begun = new Promise<void>((resolve) => (began = resolve));
      const work = (): Promise<never> => {
        began();
        return never();
      };
      const { client, completed, ended, tracing, counted } = await watched(handle(work));
      const leaving = new AbortController();
      const calling = call(client, { signal: leaving.signal }).catch((error: unknown) => error);
      await begun;
      leaving.abort();
      expect(await calling).toMatchObject({ code: status.CANCELLED });
      await ended();
      expect(completed().map((line) => line.status)).toEqual(['CANCELLED']);
      expect(tracing.ended.map(({ codeName }) => codeName)).toEqual(['CANCELLED']);
      expect(await counted()).toEqual(['CANCELLED']);
    });
  },
);

describe('the line of a call', () => {
  it('has what an operator looks for, and the caller only as a hash', async () => {
    const { client, completed, ended } = await watched({ unary: async () => hello });
    const metadata = new Metadata();
    metadata.set('x-correlation-id', 'pedido-7');
    await client.unary(hello, { metadata });
    await ended();
    expect(completed()[0]).toMatchObject({
      level: 30,
      service: 'eco',
      method: '/trilha.teste.v1.Eco/Unary',
      correlation_id: 'pedido-7',
      duration_ms: expect.any(Number),
      status: 'OK',
      trace_id: 'a'.repeat(32),
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      sub: hashSubject('ana@escola.com', SALT),
    });
    expect(JSON.stringify(completed())).not.toContain('ana@');
  });

  it('tells a fault of ours once, with its cause, and the caller nothing of it', async () => {
    const { client, lines, ended, tracing } = await watched({
      unary: async () => {
        throw new TypeError('segredo interno');
      },
    });
    const error = await client.unary(hello).catch((thrown: unknown) => thrown);
    await ended();
    expect(error).toMatchObject({ code: status.INTERNAL, message: 'Erro interno' });
    expect(lines.filter((line) => JSON.stringify(line).includes('segredo interno'))).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ level: 50, err: { message: 'segredo interno' } });
    expect(tracing.ended[0]?.error).toBeInstanceOf(TypeError);
  });

  it('makes a correlation id where the caller gives none that can stand in a log', async () => {
    const { client, completed, ended } = await watched({ unary: async () => hello });
    const metadata = new Metadata();
    metadata.set('x-correlation-id', 'x'.repeat(129));
    await client.unary(hello, { metadata });
    await ended();
    expect(completed()[0]?.correlation_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
