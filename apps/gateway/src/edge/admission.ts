import type { Metadata } from '@grpc/grpc-js';
import type { AccessRule } from '@trilha/proto-gen';
import {
  type Caller,
  createGatekeeper,
  type Gate,
  methodOf,
  NOBODY,
  type Principal,
  type TokenVerifier,
} from '@trilha/service-kit';

export interface AdmissionOptions {
  readonly verifier: TokenVerifier;
  /** Where rules come from; the contracts, unless told otherwise. */
  readonly ruleOf?: (path: string) => AccessRule | undefined;
}

/** Says who calls, before any service is asked. */
export interface Admission {
  /**
   * Whose token the metadata carry; undefined where none is needed. Synchronous when the token was verified lately.
   * Roles and owners are left to the service, which has the data to compare.
   *
   * @param grpcPath full path of a method of the contracts
   * @throws DomainError as the services do: kind `unauthenticated` for a token that is missing or does not hold, kind
   *   `unavailable` when the issuer does not tell its keys
   */
  identify(grpcPath: string, metadata: Metadata): Principal | undefined | Promise<Principal | undefined>;
}

/** Checks tokens by the rules and the words of the services, so that callers can't tell who refused. */
export function createAdmission(options: AdmissionOptions): Admission {
  const gatekeeper = createGatekeeper(options);
  const gates = new Map<string, Gate>();
  const gateOf = (path: string): Gate => {
    const known = gates.get(path);
    if (known !== undefined) return known;
    const gate = gatekeeper.gateOf(methodOf({ path, requestStream: false, responseStream: false }));
    gates.set(path, gate);
    return gate;
  };
  return {
    identify(grpcPath, metadata) {
      const gate = gateOf(grpcPath);
      const caller = gate.identify(metadata);
      return caller instanceof Promise ? caller.then((known) => userOf(gate, known)) : userOf(gate, caller);
    },
  };
}

function userOf(gate: Gate, { user }: Caller): Principal | undefined {
  // Nobody gets in where a token is needed: the refusal is the gate's own.
  if (user === undefined) gate.admit(NOBODY, undefined);
  return user;
}
