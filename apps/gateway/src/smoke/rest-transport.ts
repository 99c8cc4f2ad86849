import { status } from '@grpc/grpc-js';
import { descriptorRegistry } from '@trilha/proto-gen';
import type { Certificates } from '@trilha/service-kit';
import { type HttpBinding, readHttpBindings } from '../transcoding/http-rule.js';
import { createSecureFetch } from './secure-fetch.js';
import { CallFailed, type Json, type Transport } from './transport.js';

export interface RestTransportOptions {
  readonly timeoutMs: number;
  /** Shown with every call. */
  readonly token: string;
  /** Whose authority the gateway is trusted by, and what it is shown; for an `https` address. */
  readonly certificates?: Certificates;
}

/**
 * Calls the services through the gateway's REST routes. A method with several paths is called by each in turn.
 *
 * @param url address of the gateway, such as `http://127.0.0.1:8080`
 */
export function createRestTransport(
  url: string,
  { timeoutMs, token, certificates }: RestTransportOptions,
): Transport {
  const request = certificates === undefined ? fetch : createSecureFetch(certificates);
  const bindings = groupByRpc(readHttpBindings(descriptorRegistry()));
  const used = new Map<string, number>();

  const next = (rpc: string): HttpBinding => {
    const all = bindings.get(rpc) ?? [];
    const turn = used.get(rpc) ?? 0;
    used.set(rpc, turn + 1);
    const binding = all[turn % all.length];
    if (binding === undefined) throw new Error(`${rpc} has no REST path`);
    return binding;
  };

  const send = async (rpc: string, json: Json, init: RequestInit = {}, raw?: Buffer): Promise<Response> => {
    const binding = next(rpc);
    const { path, body } = toHttp(binding, json);
    const payload = raw ?? body;
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    if (payload !== undefined) {
      headers.set('content-type', raw === undefined ? 'application/json' : 'application/octet-stream');
    }
    const response = await request(new URL(path, url), {
      signal: AbortSignal.timeout(timeoutMs),
      ...init,
      method: binding.httpMethod,
      headers,
      body: payload,
    }).catch((error: unknown) => {
      throw new CallFailed('UNREACHABLE', `${url} does not answer: ${causeOf(error)}`);
    });
    if (!response.ok) throw await failureOf(response);
    return response;
  };

  return {
    name: 'rest',
    unary: async (rpc, json) => (await (await send(rpc, json)).json()) as Json,
    async *stream(rpc, json, signal) {
      const init = { signal, headers: { accept: 'application/x-ndjson' } };
      const response = await send(rpc, json, init);
      if (response.body === null) return;
      try {
        for await (const line of linesOf(response.body)) {
          const item = JSON.parse(line) as Json;
          if ('error' in item) throw statusError(item.error as Json);
          yield item;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    upload: async (rpc, json, bytes) => (await (await send(rpc, json, {}, bytes)).json()) as Json,
    download: async (rpc, json) => {
      const response = await send(rpc, json);
      return {
        contentType: response.headers.get('content-type') ?? '',
        bytes: Buffer.from(await response.arrayBuffer()),
      };
    },
    close: () => {},
  };
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function groupByRpc(all: readonly HttpBinding[]): Map<string, HttpBinding[]> {
  const groups = new Map<string, HttpBinding[]>();
  for (const binding of all) {
    const rpc = binding.grpcPath.slice(1);
    groups.set(rpc, [...(groups.get(rpc) ?? []), binding]);
  }
  return groups;
}

/** Splits a request into path, query and body as its rule says: the reverse of what the gateway does. */
function toHttp({ template, body }: HttpBinding, json: Json): { path: string; body: string | undefined } {
  const rest = structuredClone(json) as Record<string, unknown>;
  const path = template.source.replace(/\{([^=}]+)(?:=[^}]*)?\}/g, (_all, field: string) =>
    encodeURIComponent(String(takeField(rest, field.split('.').map(camelCase)))),
  );
  if (body.kind === 'all') return { path, body: JSON.stringify(rest) };
  const payload = body.kind === 'field' ? takeField(rest, [body.field.jsonName]) : undefined;
  const query = new URLSearchParams(queryOf(rest)).toString();
  return {
    path: query === '' ? path : `${path}?${query}`,
    body: body.kind === 'field' ? JSON.stringify(payload ?? {}) : undefined,
  };
}

function takeField(from: Record<string, unknown>, [first = '', ...others]: readonly string[]): unknown {
  if (others.length > 0) return takeField(from[first] as Record<string, unknown>, others);
  const value = from[first];
  delete from[first];
  return value;
}

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

function queryOf(value: unknown, name = ''): [string, string][] {
  if (Array.isArray(value)) return value.map((item) => [name, String(item)]);
  if (value === null || typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    queryOf(inner, name === '' ? key : `${name}.${key}`),
  );
}

async function failureOf(response: Response): Promise<CallFailed> {
  const text = await response.text();
  try {
    return statusError(JSON.parse(text) as Json);
  } catch {
    return new CallFailed(`HTTP_${response.status}`, text.slice(0, 200));
  }
}

/** google.rpc.Status as JSON. */
const statusError = ({ code, message }: Json): CallFailed =>
  new CallFailed(status[Number(code)] ?? `CODE_${String(code)}`, String(message));

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error
    ? cause.message || String((cause as NodeJS.ErrnoException).code)
    : String(cause);
}
