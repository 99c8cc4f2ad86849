import type { Metadata } from '@grpc/grpc-js';
import { parseTraceparent, type TraceContext } from '../../tracing/trace-context.js';
import type { Tracing } from '../../tracing/tracing.js';
import type { Interceptor } from '../interceptor.js';
import type { RpcMethod } from '../method.js';

/** Opens a span below the caller's, or a new trace when there is none that can be read. */
export function traceCalls(tracing: Tracing, rpc: RpcMethod): Interceptor {
  return {
    enter(call) {
      call.span = tracing.startServerSpan(rpc, parentIn(call.metadata));
    },
    leave: ({ span }, { code, codeName, cause }) => span?.end(code, codeName, cause),
  };
}

function parentIn(metadata: Metadata): TraceContext | undefined {
  const [parent] = metadata.get('traceparent');
  if (parent === undefined) return undefined;
  const [state] = metadata.get('tracestate');
  return parseTraceparent(String(parent), state === undefined ? undefined : String(state));
}
