import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What browsers may send besides what they always may: for REST, gRPC-Web and Connect. */
const REQUEST_HEADERS = [
  ...['authorization', 'content-type', 'accept-language', 'range', 'if-range', 'if-match', 'if-none-match'],
  ...['grpc-timeout', 'x-grpc-web', 'x-user-agent'],
  ...[
    'connect-protocol-version',
    'connect-timeout-ms',
    'connect-accept-encoding',
    'connect-content-encoding',
  ],
  ...['x-request-timeout', 'x-correlation-id', 'traceparent', 'tracestate', 'last-event-id'],
];
/** What scripts of another origin may read of an answer. */
const RESPONSE_HEADERS = [
  ...['grpc-status', 'grpc-message', 'grpc-status-details-bin', 'grpc-encoding'],
  ...['connect-content-encoding', 'connect-accept-encoding'],
  ...['x-correlation-id', 'retry-after', 'www-authenticate', 'allow'],
  ...['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
  ...['etag', 'accept-ranges', 'content-range', 'content-disposition'],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Browsers keep a preflight's answer this long; Chromium no longer than two hours. */
const MAX_AGE_SECONDS = 7_200;

/**
 * Lets scripts of these origins (`*`: of any) call the gateway. Who calls is told by a token in a header, never by a cookie,
 * so credentials are not allowed. It answers preflights itself; other OPTIONS requests go on.
 */
export function addCors(app: FastifyInstance, origins: readonly string[]): void {
  const common = {
    origin: origins.includes('*') ? '*' : [...origins],
    strictPreflight: false,
    methods: METHODS,
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: MAX_AGE_SECONDS,
  };
  app.register(cors, {
    delegator: async (request: FastifyRequest) => ({ ...common, preflight: isPreflight(request) }),
  });
}

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;
