import type { IncomingCall } from './incoming-call.js';
import { type Outcome, outcomeOf } from './outcome.js';

/** A layer around every call. What a half of it throws becomes the outcome that the layers outside it see. */
export interface Interceptor {
  /** Before what lies further in, which what it throws keeps the call from. A promise only where it must wait. */
  readonly enter?: (call: IncomingCall) => void | Promise<void>;
  /** After it, unless `enter` threw. */
  readonly leave?: (call: IncomingCall, outcome: Outcome) => void;
}

export type Handling = (call: IncomingCall) => Promise<Outcome>;

/**
 * Puts layers around a handler, the first one outermost. Errors are mapped at every boundary, so each layer sees the
 * status that the client gets, and whatever fails, even a layer, ends as an outcome. The layers are walked by one loop:
 * a function and a promise for each boundary would cost a forwarded call more than all that the layers do.
 */
export function chain(layers: readonly Interceptor[], handling: Handling): Handling {
  return async (call) => {
    const inside: Interceptor[] = [];
    let outcome: Outcome;
    try {
      for (const layer of layers) {
        const waiting = layer.enter?.(call);
        if (waiting !== undefined) await waiting;
        inside.push(layer);
      }
      outcome = await handling(call);
    } catch (error) {
      outcome = outcomeOf(error);
    }
    for (let layer = inside.pop(); layer !== undefined; layer = inside.pop()) {
      try {
        layer.leave?.(call, outcome);
      } catch (error) {
        outcome = outcomeOf(error);
      }
    }
    return outcome;
  };
}
