import type { GetStatusRequest } from '@trilha/proto-gen/status';
import type { StatusProbe } from '../server/status.js';
import type { CallOptions } from './outgoing-call.js';

interface Pingable {
  readonly $name: string;
  readonly $target: string;
  readonly $breaker: () => string;
  readonly getStatus: (request: GetStatusRequest, options: CallOptions) => Promise<unknown>;
}

/** Probes another service by its own GetStatus. */
export function probeOf(client: Pingable, { required = false }: { required?: boolean } = {}): StatusProbe {
  return {
    name: client.$name,
    address: client.$target,
    required,
    probe: (signal) => client.getStatus({}, { signal, timeoutMs: 900, evenIfOpen: true }),
    breaker: () => client.$breaker(),
  };
}
