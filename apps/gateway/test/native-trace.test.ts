import {
  formatTraceparent,
  newTraceContext,
  type Span,
  type TraceContext,
  type Tracing,
} from '@trilha/service-kit';
import { testClientConfig } from '@trilha/service-kit/testing';
import { GrpcClient } from './fixture/grpc-client.js';
import { answering } from './fixture/scripted-service.js';
import { BIBLIOTECA, startFixture } from './fixture/start-fixture.js';

interface Started {
  readonly kind: 'server' | 'client';
  readonly parent: TraceContext | undefined;
  readonly context: TraceContext;
}

/** Remembers the spans of one method, and what each hangs under. */
function remember(method: string): { readonly tracing: Tracing; readonly started: Started[] } {
  const started: Started[] = [];
  const start = (kind: Started['kind'], name: string, parent: TraceContext | undefined): Span => {
    const context = newTraceContext(parent);
    if (name === method) started.push({ kind, parent, context });
    return { context, setAttribute: () => {}, end: () => {} };
  };
  const tracing: Tracing = {
    startServerSpan: ({ method: name }, parent) => start('server', name, parent),
    startClientSpan: ({ method: name }, parent) => start('client', name, parent),
    startHttpSpan: (_name, parent) => start('server', '', parent),
    close: async () => {},
  };
  return { tracing, started };
}

it.each([
  ['who sends a trace', newTraceContext(undefined)],
  ['who sends none', undefined],
])('spans of a native call by %s hang under each other', async (_who, callers) => {
  const { tracing, started } = remember('GetLivro');
  const fixture = await startFixture({}, { client: { ...testClientConfig, tracing } });
  fixture.service.script('GetLivro', answering({}));
  const client = new GrpcClient(fixture.gateway.grpcPort, BIBLIOTECA);
  await client.ask('GetLivro', {
    metadata: callers === undefined ? {} : { traceparent: formatTraceparent(callers) },
  });
  const [served, asked] = started as [Started, Started];
  expect(started.map(({ kind }) => kind)).toEqual(['server', 'client']);
  expect(served.parent?.spanId).toBe(callers?.spanId);
  expect(asked.parent?.spanId).toBe(served.context.spanId);
  const passedOn = fixture.service.calls[0]?.metadata.get('traceparent');
  expect(passedOn).toEqual([formatTraceparent(asked.context)]);
  client.close();
  await fixture.close();
});
