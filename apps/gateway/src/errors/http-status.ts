import { status } from '@grpc/grpc-js';

/** HTTP status of every gRPC status, as the comments of google/rpc/code.proto document them. */
const HTTP_OF_GRPC: Readonly<Record<status, number>> = {
  [status.OK]: 200,
  [status.CANCELLED]: 499,
  [status.UNKNOWN]: 500,
  [status.INVALID_ARGUMENT]: 400,
  [status.DEADLINE_EXCEEDED]: 504,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.PERMISSION_DENIED]: 403,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.FAILED_PRECONDITION]: 400,
  [status.ABORTED]: 409,
  [status.OUT_OF_RANGE]: 400,
  [status.UNIMPLEMENTED]: 501,
  [status.INTERNAL]: 500,
  [status.UNAVAILABLE]: 503,
  [status.DATA_LOSS]: 500,
  [status.UNAUTHENTICATED]: 401,
};

/** gRPC status of the HTTP statuses that the gateway answers by itself. */
const GRPC_OF_HTTP: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  404: status.NOT_FOUND,
  405: status.UNIMPLEMENTED,
  408: status.DEADLINE_EXCEEDED,
  412: status.FAILED_PRECONDITION,
  413: status.INVALID_ARGUMENT,
  414: status.INVALID_ARGUMENT,
  415: status.INVALID_ARGUMENT,
  416: status.OUT_OF_RANGE,
  417: status.INVALID_ARGUMENT,
  431: status.INVALID_ARGUMENT,
  503: status.UNAVAILABLE,
};

/** @param code a gRPC status; one outside the 17 known counts as UNKNOWN */
export const httpStatusOf = (code: number): number => HTTP_OF_GRPC[code as status] ?? 500;

/** A status without a meaning of its own counts as INVALID_ARGUMENT when it blames the caller, as INTERNAL otherwise. */
export const grpcStatusOf = (httpStatus: number): status =>
  GRPC_OF_HTTP[httpStatus] ?? (httpStatus < 500 ? status.INVALID_ARGUMENT : status.INTERNAL);
