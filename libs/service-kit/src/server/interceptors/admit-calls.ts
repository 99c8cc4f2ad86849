import { status } from '@grpc/grpc-js';
import type { Gatekeeper } from '../../access/gatekeeper.js';
import type { Interceptor } from '../interceptor.js';
import type { RpcMethod } from '../method.js';

/** Lets in who may call the method, and sees to it that a handler compares the owner when only it can. */
export function admitCalls(gatekeeper: Gatekeeper, rpc: RpcMethod): Interceptor {
  const gate = gatekeeper.gateOf(rpc);
  return async (call, next) => {
    const caller = gate.identify(call.metadata, call.peer);
    call.caller = caller instanceof Promise ? await caller : caller;
    call.demandOwner(gate.admit(call.caller, call.request).mustOwn);
    const outcome = await next();
    if (outcome.code === status.OK) call.refuseUnlessOwnerAsked();
    return outcome;
  };
}
