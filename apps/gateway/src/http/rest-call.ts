import type { Metadata } from '@grpc/grpc-js';
import type { CallOptions } from '@trilha/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JsonToWire } from '../json/json-to-wire.js';
import type { Capture } from '../transcoding/router.js';
import type { RestRoute } from './route-table.js';

/** One HTTP request that found its route. */
export interface RestCall {
  readonly route: RestRoute;
  readonly captures: readonly Capture[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Deadline, metadata and cancellation of the call to the service. */
  readonly options: CallOptions;
}

/** What the gateway is told about REST. */
export interface RestLimits {
  /** Largest JSON body. */
  readonly bodyLimitBytes: number;
  /** Longest a unary call may take. */
  readonly unaryTimeoutMs: number;
  /** Longest a stream may stay open. */
  readonly streamTimeoutMs: number;
  /** Silence after which an event stream sends a comment, so that nothing between closes it. */
  readonly heartbeatMs: number;
  /** Silence after which an event stream answers its headers though no item was made yet. */
  readonly openAfterMs: number;
}

/** What is known of a call before its body is read. */
export interface Admittance {
  /** Full path of the method. */
  readonly grpcPath: string;
  /** What the service would be told, the token among it. */
  readonly metadata: Metadata;
  /** Takes the headers that tell what is left to the caller; absent where there are none. */
  readonly reply?: FastifyReply;
}

export interface RestTools {
  /** Lets a call in before its body is read and any service is called, or throws. */
  readonly admit: (call: Admittance) => void | Promise<void>;
  readonly json: JsonToWire;
  readonly limits: RestLimits;
  /** Tells of a failure after the answer began: body of the error, as every error has it. */
  readonly describeFailure: (error: unknown, call: RestCall) => string;
  /** Keeps a failure for the log that nobody can be told of any more. */
  readonly noteFailure: (error: unknown, call: RestCall) => void;
}
