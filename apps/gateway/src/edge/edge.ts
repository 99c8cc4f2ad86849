import type { Admittance } from '../http/rest-call.js';
import { type AdmissionOptions, createAdmission } from './admission.js';

/** What stands before the routes. Whatever is absent is off. */
export interface EdgeOptions {
  /** How tokens are checked here, besides in each service. */
  readonly auth?: AdmissionOptions;
}

export interface Edge {
  /** Lets a call in or throws, whichever protocol brought it. */
  admit(call: Admittance): void | Promise<void>;
}

export function createEdge({ auth }: EdgeOptions): Edge {
  const admission = auth === undefined ? undefined : createAdmission(auth);
  return {
    async admit({ grpcPath, metadata }) {
      await admission?.identify(grpcPath, metadata);
    },
  };
}
