import { readFileSync } from 'node:fs';
import { ConfigError, SERVICE_PORTS, type ServiceName } from '@trilha/service-kit';
import type { RestartRules } from './restart-policy.js';

export interface ListedService {
  readonly name: ServiceName;
  /** Started, and healthy, before it. It goes on when one of them is lost later. */
  readonly needs: readonly ServiceName[];
}

export interface ServiceList {
  readonly restart: RestartRules;
  /** Every service after those it needs. */
  readonly services: readonly ListedService[];
}

const BOUNDS: Readonly<Record<keyof RestartRules, readonly [min: number, max: number]>> = {
  firstWaitMs: [1, 60_000],
  longestWaitMs: [1, 3_600_000],
  limit: [0, 1_000],
  withinMs: [1_000, 86_400_000],
};

/**
 * Reads the file that says what the launcher starts.
 *
 * @throws ConfigError naming the file, the place in it, what stands there and what it takes
 */
export function readServiceList(path: string): ServiceList {
  const text = readFileSync(path, 'utf8');
  try {
    return parseServiceList(JSON.parse(text));
  } catch (error) {
    if (error instanceof ConfigError || error instanceof SyntaxError) {
      throw new ConfigError(`${path}: ${error.message}`);
    }
    throw error;
  }
}

/** @throws ConfigError naming the place, what stands there and what it takes */
export function parseServiceList(content: unknown): ServiceList {
  const { restart, services } = record('the file', content, ['restart', 'services']);
  const rules = record('restart', restart, Object.keys(BOUNDS));
  const read = (name: keyof RestartRules): number => whole(`restart.${name}`, rules[name], BOUNDS[name]);
  const parsed = {
    firstWaitMs: read('firstWaitMs'),
    longestWaitMs: read('longestWaitMs'),
    limit: read('limit'),
    withinMs: read('withinMs'),
  };
  if (!Array.isArray(services) || services.length === 0) refuse('services', services, 'a list of services');
  const listed = services.map(parseService);
  refuseStrangers(listed);
  return { restart: parsed, services: inOrder(listed) };
}

function parseService(entry: unknown, index: number): ListedService {
  const place = `services[${index}]`;
  const { name, needs } = record(place, entry, ['name', 'needs']);
  if (!Array.isArray(needs)) refuse(`${place}.needs`, needs, 'a list of names');
  return {
    name: serviceName(`${place}.name`, name),
    needs: needs.map((need, i) => serviceName(`${place}.needs[${i}]`, need)),
  };
}

function refuseStrangers(listed: readonly ListedService[]): void {
  const names = listed.map(({ name }) => name);
  for (const [index, { name, needs }] of listed.entries()) {
    if (names.indexOf(name) !== index) throw new ConfigError(`services[${index}].name: ${name} stands twice`);
    const missing = needs.find((need) => !names.includes(need));
    if (missing !== undefined)
      throw new ConfigError(`services[${index}].needs: ${missing} is not in the list`);
  }
}

/** Every service after those it needs, otherwise as they were listed. */
function inOrder(listed: readonly ListedService[]): readonly ListedService[] {
  const ordered: ListedService[] = [];
  const place = (service: ListedService, path: readonly ServiceName[]): void => {
    if (path.includes(service.name)) {
      throw new ConfigError(`services: ${[...path, service.name].join(' needs ')}: nobody could be first`);
    }
    if (ordered.includes(service)) return;
    for (const need of service.needs) {
      place(listed.find(({ name }) => name === need) as ListedService, [...path, service.name]);
    }
    ordered.push(service);
  };
  for (const service of listed) place(service, []);
  return ordered;
}

function record(place: string, value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(place, value, `an object with ${names.join(' and ')}`);
  }
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ConfigError(`${place}: ${unknown} is unknown; it takes ${names.join(', ')}`);
  return value as Record<string, unknown>;
}

function serviceName(place: string, value: unknown): ServiceName {
  if (typeof value !== 'string' || !(value in SERVICE_PORTS)) {
    refuse(place, value, `one of ${Object.keys(SERVICE_PORTS).join(', ')}`);
  }
  return value as ServiceName;
}

function whole(place: string, value: unknown, [min, max]: readonly [number, number]): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    refuse(place, value, `a whole number from ${min} to ${max}`);
  }
  return value as number;
}

function refuse(place: string, got: unknown, takes: string): never {
  throw new ConfigError(`${place}: got ${JSON.stringify(got) ?? 'nothing'}, takes ${takes}`);
}
