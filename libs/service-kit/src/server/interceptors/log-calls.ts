import { performance } from 'node:perf_hooks';
import type { Logger } from '../../log/logger.js';
import type { Interceptor } from '../interceptor.js';

/** Asked every few seconds by everyone around: its lines would bury the others. */
const HEALTH = 'grpc.health.v1.Health';

/** Leaves one line for every call; a fault of ours at level error, with its cause, and nowhere else. */
export function logCalls(log: Logger, hashOf: (sub: string) => string): Interceptor {
  return {
    leave(call, outcome) {
      const { user, service } = call.caller;
      const line = {
        event: 'grpc_request_completed',
        method: call.method,
        correlation_id: call.correlationId,
        duration_ms: Math.round((performance.now() - call.startedAt) * 1000) / 1000,
        status: outcome.codeName,
        trace_id: call.trace?.traceId,
        peer: call.peer,
        sub: user === undefined ? undefined : hashOf(user.sub),
        via: service?.sub,
      };
      if (outcome.unexpected) log.error({ ...line, err: outcome.cause });
      else if (call.rpc.service === HEALTH) log.debug(line);
      else log.info(line);
    },
  };
}
