import { create, type JsonValue, type Registry, toJson } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import type { Any } from '@trilha/proto-gen/any';
import { ErrorInfo, RetryInfo } from '@trilha/proto-gen/rpc';
import { millisOf } from '@trilha/service-kit';
import type { Failure } from './failure.js';

/** google.rpc.Status as proto3 JSON. */
export interface StatusJson {
  readonly code: number;
  readonly message: string;
  readonly details: readonly JsonValue[];
}

/** The body of every error. Details of types that the contracts do not know are left out. */
export function statusJson({ code, message, details }: Failure, registry: Registry): StatusJson {
  return { code, message, details: details.flatMap((detail) => detailJson(detail, registry)) };
}

function detailJson({ typeUrl, value }: Any, registry: Registry): JsonValue[] {
  try {
    return [toJson(AnySchema, create(AnySchema, { typeUrl, value }), { registry })];
  } catch {
    return [];
  }
}

/** The stable reason of an error; undefined for one without. */
export function reasonOf(details: readonly Any[]): string | undefined {
  const info = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.ErrorInfo'));
  if (info === undefined) return undefined;
  try {
    return ErrorInfo.decode(info.value).reason;
  } catch {
    return undefined;
  }
}

/**
 * The headers that an error brings along: its own, Retry-After (whole seconds, rounded up) from RetryInfo, and of a 401
 * the challenge of RFC 6750 §3.
 */
export function errorHeaders({ code, details, headers }: Failure): Record<string, string> {
  const delayMs = retryDelayMs(details);
  const retryAfter: Record<string, string> =
    delayMs === undefined ? {} : { 'retry-after': String(Math.ceil(Math.max(0, delayMs) / 1000)) };
  const challenge: Record<string, string> =
    code === status.UNAUTHENTICATED ? { 'www-authenticate': challengeOf(details) } : {};
  return { 'cache-control': 'no-store', ...retryAfter, ...challenge, ...headers };
}

/** A caller who sent no token is not told that it is wrong. */
const challengeOf = (details: readonly Any[]): string =>
  reasonOf(details) === 'TOKEN_AUSENTE' ? 'Bearer' : 'Bearer error="invalid_token"';

/** Undefined also when the service's RetryInfo is garbled: the refusal itself still counts. */
function retryDelayMs(details: readonly Any[]): number | undefined {
  const retry = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.RetryInfo'));
  if (retry === undefined) return undefined;
  try {
    const { retryDelay } = RetryInfo.decode(retry.value);
    return retryDelay === undefined ? undefined : millisOf(retryDelay);
  } catch {
    return undefined;
  }
}
