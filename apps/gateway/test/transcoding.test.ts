import { readdirSync, readFileSync } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import { join } from 'node:path';
import type { JsonValue } from '@bufbuild/protobuf';
import { Metadata, status } from '@grpc/grpc-js';
import { RemoteError, workspaceRoot } from '@trilha/service-kit';
import { DomainError, type DomainErrorDetails, type ErrorKind } from '@trilha/service-kit/base';
import { ask, type HttpAnswer, type HttpAsk } from './fixture/http-client.js';
import { ask2, connectTo } from './fixture/http2-client.js';
import { answering, refusing, type Script } from './fixture/scripted-service.js';
import { type Gateways, startGateways } from './fixture/start-gateways.js';

/** One row of the suite: what is asked, what the service must see and answers, what must come back. */
interface Case {
  readonly name: string;
  readonly request: Omit<HttpAsk, 'body'> & {
    readonly json?: JsonValue;
    readonly text?: string;
    /** Spaces behind the text, up to this length. */
    readonly padTo?: number;
    readonly base64?: string;
  };
  /** Absent: no service may be called. */
  readonly upstream?: {
    readonly rpc: string;
    /** Request message as canonical JSON; a list for a stream of them. */
    readonly request: JsonValue;
    readonly answer?: JsonValue;
    readonly refusal?: DomainErrorDetails & {
      readonly kind: ErrorKind;
      readonly reason: string;
      readonly message: string;
    };
    /** A bare status, as a service of another make answers. */
    readonly status?: { readonly code: keyof typeof status; readonly message: string };
    /** What the service is told; null for what it must not be. */
    readonly metadata?: Readonly<Record<string, string | null>>;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly json?: JsonValue;
    readonly text?: string;
    /** Fields named by the BadRequest of a 400, in order. */
    readonly violations?: readonly string[];
  };
}

const folder = join(workspaceRoot(), 'apps/gateway/test/transcoding');
const tables = readdirSync(folder).map((file) => ({
  file,
  cases: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case[],
}));

let gateways: Gateways;
let session: ClientHttp2Session;

beforeAll(async () => {
  gateways = await startGateways();
  session = await connectTo(gateways.secure.port, { ca: gateways.ca });
});

afterAll(async () => {
  session.close();
  await gateways.close();
});

type Send = (request: HttpAsk) => Promise<HttpAnswer>;
const PROTOCOLS: [name: string, send: Send][] = [
  ['HTTP/1.1', (request) => ask(gateways.plain.port, request)],
  ['HTTP/2', (request) => ask2(session, request)],
];
const suites = PROTOCOLS.flatMap(([protocol, send]) =>
  tables.map(({ file, cases }) => ({ protocol, send, file, count: cases.length, cases })),
);

describe.each(suites)('$count cases of transcoding by $file over $protocol', ({ cases, send }) => {
  it.each(cases)('$name', async ({ request, upstream, response }) => {
    const { service } = gateways;
    service.calls.length = 0;
    if (upstream !== undefined) service.script(upstream.rpc, scriptOf(upstream));

    const answer = await send(askOf(request));

    const seen = service.calls.map(({ rpc, request: message }) => ({ rpc, request: message }));
    const wanted = upstream === undefined ? [] : [upstream.request].flat();
    expect({ status: answer.status, seen, body: answer.text() }).toMatchObject({
      status: response.status,
      seen: wanted.map((message) => ({ rpc: upstream?.rpc, request: message })),
    });
    expect(seen.map(({ request: message }) => message)).toEqual(wanted);
    for (const [name, value] of Object.entries(upstream?.metadata ?? {})) {
      expect(service.calls[0]?.metadata.get(name)).toEqual([value].filter((one) => one !== null));
    }
    for (const [name, value] of Object.entries(response.headers ?? {})) {
      expect({ [name]: answer.headers[name] ?? null }).toEqual({ [name]: value });
    }
    expect(answer.headers['x-correlation-id']).toMatch(/./);
    if (response.json !== undefined) expect(answer.json()).toEqual(response.json);
    if (response.text !== undefined) expect(answer.text()).toBe(response.text);
    if (response.violations !== undefined) expect(violationsIn(answer.json())).toEqual(response.violations);
  });
});

function askOf({ json, text, padTo = 0, base64, headers = {}, ...rest }: Case['request']): HttpAsk {
  if (base64 !== undefined) return { ...rest, headers, body: Buffer.from(base64, 'base64') };
  if (text !== undefined)
    return { ...rest, headers: { 'content-type': 'application/json', ...headers }, body: text.padEnd(padTo) };
  if (json === undefined) return { ...rest, headers };
  return {
    ...rest,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}

function scriptOf({ answer, refusal, status: bare }: NonNullable<Case['upstream']>): Script {
  if (refusal !== undefined) {
    return refusing(new DomainError(refusal.kind, refusal.reason, refusal.message, refusal));
  }
  if (bare !== undefined) return refusing(bareStatus(bare));
  return answering(...[answer ?? {}].flat());
}

/** Service-kit passes a remote refusal on as it is, so this reaches the gateway without details of Trilha's. */
function bareStatus({ code, message }: { code: keyof typeof status; message: string }): RemoteError {
  const error = Object.assign(new Error(message), {
    code: status[code],
    details: message,
    metadata: new Metadata(),
  });
  return new RemoteError('outro', error);
}

function violationsIn(body: unknown): string[] {
  const { details } = body as { details: { '@type': string; fieldViolations?: { field: string }[] }[] };
  const found = details.find((detail) => detail['@type'].endsWith('google.rpc.BadRequest'));
  return found?.fieldViolations?.map(({ field }) => field) ?? [];
}
