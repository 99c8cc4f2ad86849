import type { Logger } from '../log/logger.js';
import type { HealthRegistry } from './health.js';
import type { StatusProbe } from './status.js';

const ASK_EVERY_MS = 5_000;
const ASK_TIMEOUT_MS = 2_000;

export interface DependencyWatch {
  /** What is missing right now, by name; empty when all required ones answer. */
  missing(): Promise<readonly string[]>;
  close(): void;
}

/**
 * Asks every required dependency now and then, and lets health follow: a server whose database is gone says
 * NOT_SERVING until it is back.
 */
export function watchDependencies(
  probes: readonly StatusProbe[],
  health: HealthRegistry,
  log: Logger,
): DependencyWatch {
  const required = probes.filter((probe) => probe.required);
  let known = '';
  let asked = 0;
  let newest = 0;
  const missing = async (): Promise<readonly string[]> => {
    asked += 1;
    const round = asked;
    const answers = await Promise.all(
      required.map(async (probe) => ((await answersNow(probe)) ? '' : probe.name)),
    );
    const names = answers.filter((name) => name !== '');
    const now = names.join(', ');
    if (round < newest) return names; // a later round has answered: this one is stale
    newest = round;
    if (now !== known) {
      known = now;
      if (now === '') log.info({ event: 'dependencies_back' }, 'every required dependency answers again');
      else log.error({ event: 'dependency_missing', missing: names }, `not serving without ${now}`);
      health.setAll(now === '');
    }
    return names;
  };
  const timer = setInterval(() => void missing(), ASK_EVERY_MS);
  timer.unref();
  return { missing, close: () => clearInterval(timer) };
}

const answersNow = ({ probe }: StatusProbe): Promise<boolean> =>
  probe(AbortSignal.timeout(ASK_TIMEOUT_MS)).then(
    () => true,
    () => false,
  );
