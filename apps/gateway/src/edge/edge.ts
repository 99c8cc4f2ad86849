import type { Metadata } from '@grpc/grpc-js';
import type { Principal } from '@trilha/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Admittance } from '../http/rest-call.js';
import { addressKey } from './address-key.js';
import { type AdmissionOptions, createAdmission } from './admission.js';
import { createCallerAddress } from './caller-address.js';
import { addCors } from './cors.js';
import { type LagWatch, shedLoad, watchLag } from './load-shedding.js';
import { createRateLimit, type Quota } from './rate-limit.js';

/** What stands before the routes. Whatever is absent is off. */
export interface EdgeOptions {
  /** How tokens are checked here, besides in each service. */
  readonly auth?: AdmissionOptions;
  /** Requests per second of one subject; 0 for any number. It takes `auth`: an unread token names nobody. */
  readonly rateLimit?: number;
  /** Requests per second of one address; 0 for any number. */
  readonly rateLimitAddress?: number;
  /** Lateness of the event loop, in milliseconds, above which work is refused; 0 for never. */
  readonly maxLagMs?: number;
  /** Tells the lateness; the process is watched unless told otherwise. */
  readonly lag?: LagWatch;
  /** Origins whose scripts may call from a browser; `*` for any, none by default. */
  readonly corsOrigins?: readonly string[];
  /** Addresses and networks of the proxies whose `X-Forwarded-For` and `-Proto` count. */
  readonly trustProxy?: readonly string[];
}

export interface Edge {
  /**
   * What HTTP requests meet before their route is known, for a call on the native port: refused while the gateway is late, or
   * when there were too many from its address.
   *
   * @param peer where its connection comes from, `address:port`
   */
  receive(peer: string, metadata: Metadata): void | Promise<void>;
  /** Lets a call in or throws, whichever protocol brought it. A promise only where something has to be waited for. */
  admit(call: Admittance): void | Promise<void>;
}

/** Asked often and from one address, by those who must hear the truth while the gateway is busy. */
const HEALTH_PAGES = new Set(['/healthz', '/readyz']);

/** Puts the edge before every route of the app; hooks that were there already come first. */
export function addEdge(app: FastifyInstance, options: EdgeOptions): Edge {
  const {
    auth,
    rateLimit = 0,
    rateLimitAddress = 0,
    maxLagMs = 0,
    corsOrigins = [],
    trustProxy = [],
  } = options;
  const admission = auth === undefined ? undefined : createAdmission(auth);
  const bySubject = rateLimit > 0 ? createRateLimit({ perSecond: rateLimit, by: 'usuario' }) : undefined;
  const byAddress =
    rateLimitAddress > 0 ? createRateLimit({ perSecond: rateLimitAddress, by: 'endereco' }) : undefined;
  // Before all that refuses, so that scripts can read refusals too.
  if (corsOrigins.length > 0) addCors(app, corsOrigins);
  const watch = maxLagMs > 0 ? (options.lag ?? watchLag()) : undefined;
  if (watch !== undefined) {
    app.addHook('onRequest', (request, _reply, done) => {
      if (!isHealthPage(request.url)) shedLoad(watch, maxLagMs);
      done();
    });
    app.addHook('onClose', async () => watch.close());
  }
  if (byAddress !== undefined) {
    app.addHook('onRequest', async (request, reply) => {
      if (isHealthPage(request.url)) return;
      spend(await byAddress.take(addressKey(request.ip)), reply);
    });
  }
  const callerAddress = createCallerAddress(trustProxy);
  const count = (user: Principal | undefined, reply: FastifyReply | undefined): void | Promise<void> => {
    if (user === undefined || bySubject === undefined) return;
    return bySubject.take(user.sub).then((quota) => spend(quota, reply));
  };
  return {
    receive(peer, metadata) {
      if (watch !== undefined) shedLoad(watch, maxLagMs);
      return byAddress
        ?.take(addressKey(callerAddress(peer, metadata)))
        .then((quota) => spend(quota, undefined));
    },
    admit({ grpcPath, metadata, reply }) {
      const user = admission?.identify(grpcPath, metadata);
      return user instanceof Promise ? user.then((known) => count(known, reply)) : count(user, reply);
    },
  };
}

/** Tells the caller what is left, also when that is nothing. */
function spend(quota: Quota, reply: FastifyReply | undefined): void {
  void reply?.headers(quota.headers);
  const { refusal } = quota;
  if (refusal !== undefined) throw refusal;
}

const isHealthPage = (url: string): boolean => HEALTH_PAGES.has(url.split('?', 1)[0] ?? '');
