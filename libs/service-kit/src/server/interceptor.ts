import type { IncomingCall } from './incoming-call.js';
import { type Outcome, outcomeOf } from './outcome.js';

/** Gives the outcome of what lies further in; never rejects. */
export type Next = () => Promise<Outcome>;

/** A layer around every call. What it throws becomes the outcome that the layers outside it see. */
export type Interceptor = (call: IncomingCall, next: Next) => Promise<Outcome>;

export type Handling = (call: IncomingCall) => Promise<Outcome>;

/**
 * Puts layers around a handler, the first one outermost. Errors are mapped at every boundary, so each layer sees the
 * status that the client gets, and whatever fails, even a layer, ends as an outcome.
 */
export function chain(layers: readonly Interceptor[], handling: Handling): Handling {
  return layers.reduceRight<Handling>(
    (inner, layer) => guarded((call) => layer(call, () => inner(call))),
    guarded(handling),
  );
}

const guarded =
  (work: Handling): Handling =>
  async (call) => {
    try {
      return await work(call);
    } catch (error) {
      return outcomeOf(error);
    }
  };
