import { ConfigError } from '@trilha/service-kit';
import type { ListedService } from './service-list.js';

export interface Choice {
  /** In the order of the list. */
  readonly chosen: readonly ListedService[];
  /** What the chosen ones need and who does, but nobody starts here. */
  readonly absent: readonly string[];
}

/**
 * Picks services by name. What they need is left out unless `withNeeds`: whoever names one service usually runs the
 * others elsewhere, or wants to see it go without them.
 *
 * @param only undefined: all
 * @throws ConfigError for a name that is not in the list
 */
export function chooseServices(
  services: readonly ListedService[],
  only: readonly string[] | undefined,
  withNeeds: boolean,
): Choice {
  if (only === undefined) return { chosen: services, absent: [] };
  const unknown = only.filter((name) => !services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = services.map(({ name }) => name).join(', ');
    throw new ConfigError(`--only: got ${JSON.stringify(unknown.join(','))}, takes ${known}`);
  }
  const wanted = new Set(only);
  // Backwards every service comes before what it needs.
  for (const { name, needs } of withNeeds ? [...services].reverse() : []) {
    if (wanted.has(name)) for (const need of needs) wanted.add(need);
  }
  const chosen = services.filter(({ name }) => wanted.has(name));
  return {
    chosen,
    absent: [...new Set(chosen.flatMap(({ needs }) => needs))].filter((need) => !wanted.has(need)),
  };
}
