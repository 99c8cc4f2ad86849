import type { Metadata } from '@grpc/grpc-js';
import { type AccessRule, accessRuleOf } from '@trilha/proto-gen';
import type { Principal } from '../auth/principal.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import { DomainError } from '../base/index.js';
import type { RpcMethod } from '../server/method.js';
import { type Admission, admit } from './admit.js';
import { AUTHORIZATION_HEADER, type Caller, NOBODY, SERVICE_AUTHORIZATION_HEADER } from './caller.js';

/** The way into one method. */
export interface Gate {
  /**
   * Who calls, by the tokens in the metadata. Synchronous when none had to be verified anew.
   *
   * @param peer where the connection comes from, `address:port`; for gatekeepers that ask
   * @throws DomainError kind `unauthenticated` for a token that does not hold
   */
  identify(metadata: Metadata, peer?: string): Caller | Promise<Caller>;
  /** Whether they may: see {@link admit}. */
  admit(caller: Caller, request: unknown): Admission;
}

/** Knows, for every method, who may call it. */
export interface Gatekeeper {
  gateOf(method: RpcMethod): Gate;
}

export interface GatekeeperOptions {
  readonly verifier: TokenVerifier;
  /** Where rules come from; the contracts, unless told otherwise. */
  readonly ruleOf?: (path: string) => AccessRule | undefined;
}

/** The services of the platform itself, whose contracts are not ours to annotate. */
const PUBLIC_SERVICES = new Set(['grpc.health.v1.Health']);
const PUBLIC: AccessRule = { public: true, grants: [] };
const NOBODY_AT_ALL: AccessRule = { public: false, grants: [] };

/**
 * Enforces the rules declared beside the methods: a method without one is closed to all.
 *
 * @throws Error while making a gate, on a rule that can't be enforced: a request field of a stream of requests
 */
export function createGatekeeper({ verifier, ruleOf = accessRuleOf }: GatekeeperOptions): Gatekeeper {
  return {
    gateOf: (method) => {
      const rule = PUBLIC_SERVICES.has(method.service) ? PUBLIC : (ruleOf(method.path) ?? NOBODY_AT_ALL);
      refuseUnenforceable(method, rule);
      return {
        identify: (metadata) => {
          if (rule.public) return NOBODY;
          const user = principalIn(metadata, AUTHORIZATION_HEADER, verifier);
          const service = principalIn(metadata, SERVICE_AUTHORIZATION_HEADER, verifier);
          return user instanceof Promise || service instanceof Promise
            ? Promise.all([user, service]).then(([u, s]) => ({ user: u, service: s }))
            : { user, service };
        },
        admit: (caller, request) => admit(rule, caller, request),
      };
    },
  };
}

function principalIn(
  metadata: Metadata,
  header: string,
  verifier: TokenVerifier,
): Principal | undefined | Promise<Principal> {
  const [value] = metadata.get(header);
  if (value === undefined) return undefined;
  const text = String(value);
  // The scheme is case-insensitive (RFC 9110, 11.1).
  if (text.length < 8 || text.slice(0, 7).toLowerCase() !== 'bearer ') {
    throw new DomainError('unauthenticated', 'TOKEN_INVALIDO', `"${header}" deve ser "Bearer <token>"`);
  }
  return verifier.verify(text.slice(7).trim());
}

function refuseUnenforceable({ path, type }: RpcMethod, { grants }: AccessRule): void {
  const streams = type === 'client_stream' || type === 'bidi_stream';
  if (streams && grants.some(({ own, absent }) => own !== undefined || absent !== undefined)) {
    throw new Error(`${path}: its rule looks at a field, but its requests are a stream`);
  }
}
