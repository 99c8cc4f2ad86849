import { ConfigError, probe } from '@trilha/service-kit';
import type { PlannedService } from './plan.js';

/**
 * Looks whether every port is free before anything is started.
 *
 * @throws ConfigError with a line for each that is taken, naming its variable
 */
export async function checkPorts(plan: readonly PlannedService[]): Promise<void> {
  const listeners = plan.flatMap((service) => service.listeners).filter(({ port }) => port !== 0);
  const looked = await Promise.allSettled(
    listeners.map(({ host, port, variable }) => probe(host, port, variable)),
  );
  const taken = looked.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
  if (taken.length > 0) throw new ConfigError(taken.join('\n'));
}
