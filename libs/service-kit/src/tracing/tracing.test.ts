import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RpcMethod } from '../metrics/method-meter.js';
import { silentLog } from '../testing/index.js';
import { formatTraceparent, parseTraceparent } from './trace-context.js';
import { openTracing, type Tracing } from './tracing.js';

const GET_CURSO: RpcMethod = {
  service: 'trilha.cursos.v1.CursosService',
  method: 'GetCurso',
  type: 'unary',
};

interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly resource: Readonly<Record<string, string | number>>;
  readonly exceptions: readonly Readonly<Record<string, string | number>>[];
}

type Wire = { key: string; value: { stringValue?: string; intValue?: number } }[];
interface Request {
  resourceSpans: {
    resource: { attributes: Wire };
    scopeSpans: {
      spans: (Omit<SentSpan, 'attributes'> & { attributes: Wire; events: { attributes: Wire }[] })[];
    }[];
  }[];
}
const plain = (attributes: Wire) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? '']));

/** Takes OTLP JSON and keeps the spans. */
class Collector {
  readonly spans: SentSpan[] = [];
  readonly paths: (string | undefined)[] = [];
  status = 200;
  private readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.paths.push(request.url);
    if (this.status === 200) this.keep(JSON.parse(Buffer.concat(chunks).toString()) as Request);
    response.writeHead(this.status, { 'content-type': 'application/json' }).end('{}');
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private keep({ resourceSpans }: Request): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          ...span,
          attributes: plain(span.attributes),
          resource: plain(resource.attributes),
          exceptions: span.events.map(({ attributes }) => plain(attributes)),
        });
      }
    }
  }
}

describe('tracing without an endpoint', () => {
  it('passes the trace on', async () => {
    const tracing = await openTracing({
      service: 'cursos',
      version: '1',
      endpoint: undefined,
      log: silentLog,
    });
    const server = tracing.startServerSpan(GET_CURSO, undefined);
    const client = tracing.startClientSpan(GET_CURSO, server.context, 'midia');
    expect(client.context.traceId).toBe(server.context.traceId);
    expect(client.context.spanId).not.toBe(server.context.spanId);
    server.end(0, 'OK');
    await tracing.close();
  });
});

describe('tracing with a collector', () => {
  let collector: Collector;
  let endpoint: string;
  const open = (service = 'cursos', log = silentLog): Promise<Tracing> =>
    openTracing({ service, version: '1.2.3', endpoint, log });

  beforeEach(async () => {
    collector = new Collector();
    endpoint = await collector.start();
  });

  afterEach(() => collector.stop());

  it('makes one trace of calls over two hops', async () => {
    const [gateway, cursos] = [await open('gateway'), await open('cursos')];
    const http = gateway.startHttpSpan('GET /v1/cursos/{id_curso}', undefined);
    const call = gateway.startClientSpan(GET_CURSO, http.context, 'cursos');
    const served = cursos.startServerSpan(GET_CURSO, parseTraceparent(formatTraceparent(call.context)));
    served.end(0, 'OK');
    call.end(0, 'OK');
    http.end(200, 'OK');
    await gateway.close();
    await cursos.close();
    const byId = new Map(collector.spans.map((span) => [span.spanId, span]));
    const [root, middle, leaf] = [http, call, served].map(({ context }) => byId.get(context.spanId));
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([http.context.traceId]));
    expect(root?.parentSpanId).toBeUndefined();
    expect(middle?.parentSpanId).toBe(http.context.spanId);
    expect(leaf?.parentSpanId).toBe(call.context.spanId);
    expect([root, middle, leaf].map((span) => span?.resource['service.name'])).toEqual([
      'gateway',
      'gateway',
      'cursos',
    ]);
    // SERVER is 2, CLIENT 3.
    expect([root, middle, leaf].map((span) => span?.kind)).toEqual([2, 3, 2]);
    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
  });

  it('names and describes calls as the conventions for RPC say', async () => {
    const tracing = await open();
    const client = tracing.startClientSpan(GET_CURSO, undefined, 'cursos');
    client.setAttribute('trilha.attempts', 2);
    client.end(5, 'NOT_FOUND');
    await tracing.close();
    expect(collector.spans).toMatchObject([
      {
        name: 'trilha.cursos.v1.CursosService/GetCurso',
        attributes: {
          'rpc.system': 'grpc',
          'rpc.service': 'trilha.cursos.v1.CursosService',
          'rpc.method': 'GetCurso',
          'rpc.grpc.status_code': 5,
          'peer.service': 'cursos',
          'trilha.attempts': 2,
        },
        resource: { 'service.name': 'cursos', 'service.version': '1.2.3' },
      },
    ]);
  });

  it('marks faults of a server as errors, every failure of a client, and HTTP from 500', async () => {
    const tracing = await open();
    tracing.startServerSpan(GET_CURSO, undefined).end(5, 'NOT_FOUND');
    tracing.startServerSpan(GET_CURSO, undefined).end(13, 'INTERNAL');
    tracing.startClientSpan(GET_CURSO, undefined, 'cursos').end(5, 'NOT_FOUND');
    tracing.startClientSpan(GET_CURSO, undefined, 'cursos').end(0, 'OK');
    tracing.startHttpSpan('GET /', undefined).end(404, 'NOT_FOUND');
    tracing.startHttpSpan('GET /', undefined).end(503, 'UNAVAILABLE');
    await tracing.close();
    const errors = collector.spans.map(({ status }) => status.code === 2);
    expect(errors).toEqual([false, true, true, false, false, true]);
  });

  it('records an unexpected error without personal data', async () => {
    const tracing = await open();
    const span = tracing.startServerSpan(GET_CURSO, undefined);
    span.end(13, 'INTERNAL', new TypeError('no row for ana@example.com'));
    await tracing.close();
    expect(collector.spans[0]?.exceptions).toMatchObject([
      { 'exception.type': 'TypeError', 'exception.message': 'no row for [redacted]' },
    ]);
    expect(JSON.stringify(collector.spans)).not.toContain('ana@');
  });

  it('sends no span of a trace that is not recorded, and passes it on', async () => {
    const tracing = await open();
    const parent = parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', 'a=1');
    const span = tracing.startServerSpan(GET_CURSO, parent);
    span.end(0, 'OK');
    tracing.startServerSpan(GET_CURSO, undefined).end(0, 'OK');
    await tracing.close();
    expect(collector.spans).toHaveLength(1);
    expect(span.context).toMatchObject({ traceId: parent?.traceId, sampled: false, state: 'a=1' });
    expect(collector.spans[0]?.traceId).not.toBe(parent?.traceId);
  });

  it('keeps the state of other tracing systems', async () => {
    const tracing = await open();
    const parent = parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'a=1,b=2');
    const span = tracing.startServerSpan(GET_CURSO, parent);
    span.end(0, 'OK');
    await tracing.close();
    expect(span.context.state).toBe('a=1,b=2');
  });

  it('ends a span once', async () => {
    const tracing = await open();
    const span = tracing.startServerSpan(GET_CURSO, undefined);
    span.end(0, 'OK');
    span.end(13, 'INTERNAL');
    await tracing.close();
    expect(collector.spans.map(({ attributes }) => attributes['rpc.grpc.status_code'])).toEqual([0]);
  });

  it('drops spans when the collector refuses them, and says how many', async () => {
    collector.status = 400;
    const lines: { spans: number }[] = [];
    const warn = (line: { spans: number }): void => void lines.push(line);
    const tracing = await open('cursos', { warn } as unknown as typeof silentLog);
    for (let call = 0; call < 3; call += 1) tracing.startServerSpan(GET_CURSO, undefined).end(0, 'OK');
    await tracing.close();
    expect(lines).toMatchObject([{ event: 'spans_dropped', spans: 3 }]);
  });

  it('drops and counts what a full queue does not take, when nobody listens', async () => {
    collector.stop();
    let dropped = 0;
    const warn = ({ spans }: { spans: number }): void => {
      dropped += spans;
    };
    const tracing = await open('cursos', { warn } as unknown as typeof silentLog);
    for (let call = 0; call < 5_000; call += 1) tracing.startServerSpan(GET_CURSO, undefined).end(0, 'OK');
    await tracing.close();
    expect(dropped).toBe(5_000);
  });

  it('closes although the collector never answers', async () => {
    const silent = createServer(() => {});
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const tracing = await open();
    tracing.startServerSpan(GET_CURSO, undefined).end(0, 'OK');
    await tracing.close();
    silent.close();
    silent.closeAllConnections();
  });
});
