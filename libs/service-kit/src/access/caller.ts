import type { Principal } from '../auth/principal.js';

/** Who makes a call. */
export interface Caller {
  /** The person, or the program acting as one, whose token came in `authorization`. */
  readonly user: Principal | undefined;
  /** The service that passes the call on, by its own token. */
  readonly service: Principal | undefined;
}

export const NOBODY: Caller = Object.freeze({ user: undefined, service: undefined });

/** Carries the token of the user on whose behalf a call is made: `Bearer <token>`. */
export const AUTHORIZATION_HEADER = 'authorization';
/** Carries the token of the service that makes the call, in the same form. */
export const SERVICE_AUTHORIZATION_HEADER = 'x-trilha-service-authorization';
