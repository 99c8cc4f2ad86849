import { METHODS, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { Registry } from '@bufbuild/protobuf';
import type { Logger } from '@trilha/service-kit';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { NO_PAGE } from '../edge/security-headers.js';
import { errorHeaders, reasonOf, statusJson } from '../errors/error-body.js';
import { type Failure, HttpRefusal, toFailure } from '../errors/failure.js';
import { PROBLEM_TYPE, problemOf } from '../errors/problem.js';
import { BadEncodingError } from '../transcoding/percent-decode.js';
import { wishFor } from './accept.js';

export interface ErrorAnswers {
  /** Answers anything thrown while nothing has been sent yet. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply;
  /** The body alone, for a failure after the answer began. */
  describe(error: unknown, request: FastifyRequest): string;
  /** For the log alone, of a failure that no answer tells. */
  note(error: unknown, request: FastifyRequest): void;
  /** Answers bytes that are no HTTP request. */
  answerSocket(error: NodeJS.ErrnoException, socket: Socket): void;
  /** Refuses methods that HTTP does not have, which the parser of HTTP/1.1 lets nobody send. */
  knownMethods(serve: RequestListener): RequestListener;
}

/** Every error of the gateway leaves by here, as google.rpc.Status in proto3 JSON, or by wish as RFC 9457 has it. */
export function createErrorAnswers(registry: Registry, log: Logger): ErrorAnswers {
  const note = (error: unknown, request: FastifyRequest): Failure => {
    const failure = toFailure(translated(error));
    request.failureCode = failure.code;
    request.failureReason = reasonOf(failure.details) ?? null;
    if (failure.unexpected) {
      log.error({ event: 'http_request_failed', correlation_id: request.correlationId, err: error });
    }
    return failure;
  };
  const unreadable = (httpStatus: number): string =>
    JSON.stringify(statusJson(toFailure(malformed(httpStatus)), registry));
  return {
    answer(error, request, reply) {
      const failure = note(error, request);
      const asProblem = wantsProblem(request.headers.accept);
      for (const name of HEADERS_OF_SUCCESS) void reply.removeHeader(name);
      reply.verbatim = false;
      return reply
        .code(failure.httpStatus)
        .headers(errorHeaders(failure))
        .header('content-security-policy', NO_PAGE)
        .header('vary', withAccept(reply.getHeader('vary')))
        .header('content-type', `${asProblem ? PROBLEM_TYPE : 'application/json'}; charset=utf-8`)
        .send(JSON.stringify(asProblem ? problemOf(failure) : statusJson(failure, registry)));
    },
    describe: (error, request) => JSON.stringify(statusJson(note(error, request), registry)),
    note,
    answerSocket(error, socket) {
      if (!HTTP_FAULT.test(error.code ?? '') || !socket.writable) return void socket.destroy();
      const httpStatus = SOCKET_STATUS[error.code ?? ''] ?? 400;
      const body = unreadable(httpStatus);
      const head = `HTTP/1.1 ${httpStatus} ${REASONS[httpStatus]}\r\ncontent-type: application/json; charset=utf-8`;
      socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
    },
    knownMethods: (serve) => (request, response) => {
      if (METHODS.includes(request.method ?? '')) return serve(request, response);
      const body = unreadable(400);
      response.writeHead(400, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
      });
      response.end(body);
    },
  };
}

/** Without preference errors are google.rpc.Status. */
function wantsProblem(accept: string | undefined): boolean {
  const problem = wishFor(PROBLEM_TYPE, accept);
  return problem > 0 && problem >= wishFor('application/json', accept);
}

const withAccept = (vary: unknown): string =>
  vary === undefined || vary === '' ? 'Accept' : `${String(vary)}, Accept`;

/** Set before the call, in the hope that it succeeds. */
const HEADERS_OF_SUCCESS = [
  ...['accept-ranges', 'content-disposition', 'content-length', 'content-range'],
  ...['etag', 'last-modified'],
];

/** Of the parser, or of the times that a request may take; all else is about the connection, or about TLS. */
const HTTP_FAULT = /^(?:HPE_|ERR_HTTP_)/;
const SOCKET_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Fastify's own refusals in our words. */
function translated(error: unknown): unknown {
  const { statusCode, code } = error as Partial<FastifyError>;
  if (typeof statusCode !== 'number' || typeof code !== 'string' || !code.startsWith('FST_')) return error;
  if (statusCode >= 500) return error;
  if (code === 'FST_ERR_BAD_URL') return new BadEncodingError((error as Error).message);
  return malformed(statusCode);
}

const malformed = (httpStatus: number): HttpRefusal =>
  new HttpRefusal(httpStatus, 'HTTP_MALFORMADO', 'A requisição HTTP não pôde ser lida');
