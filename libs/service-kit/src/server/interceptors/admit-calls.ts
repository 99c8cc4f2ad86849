import { status } from '@grpc/grpc-js';
import type { Caller } from '../../access/caller.js';
import type { Gatekeeper } from '../../access/gatekeeper.js';
import type { IncomingCall } from '../incoming-call.js';
import type { Interceptor } from '../interceptor.js';
import type { RpcMethod } from '../method.js';

/** Lets in who may call the method, and sees to it that a handler compares the owner when only it can. */
export function admitCalls(gatekeeper: Gatekeeper, rpc: RpcMethod): Interceptor {
  const gate = gatekeeper.gateOf(rpc);
  const admit = (call: IncomingCall, caller: Caller): void => {
    call.caller = caller;
    call.demandOwner(gate.admit(caller, call.request).mustOwn);
  };
  return {
    enter(call) {
      const caller = gate.identify(call.metadata, call.peer);
      return caller instanceof Promise ? caller.then((known) => admit(call, known)) : admit(call, caller);
    },
    leave(call, { code }) {
      if (code === status.OK) call.refuseUnlessOwnerAsked();
    },
  };
}
