import { HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { createLogger } from '../log/logger.js';
import { HealthRegistry } from './health.js';
import { watchDependencies } from './watch-dependencies.js';

const log = createLogger({ service: 'teste', level: 'silent' });

function watcherOf(health: HealthRegistry) {
  const watch = health.binding().handlers.watch as unknown as (
    request: { service: string },
    context: { signal: AbortSignal },
  ) => AsyncGenerator<{ status: Serving }>;
  return watch({ service: '' }, { signal: new AbortController().signal });
}

describe('a health watcher', () => {
  it('misses no change made while it takes the one before', async () => {
    const health = new HealthRegistry([]);
    const watcher = watcherOf(health);
    expect((await watcher.next()).value).toEqual({ status: Serving.SERVING });
    health.setAll(false);
    expect((await watcher.next()).value).toEqual({ status: Serving.NOT_SERVING });
  });

  it('hears that nothing serves any more before its stream ends', async () => {
    const health = new HealthRegistry([]);
    const watcher = watcherOf(health);
    await watcher.next();
    health.close();
    expect((await watcher.next()).value).toEqual({ status: Serving.NOT_SERVING });
    expect((await watcher.next()).done).toBe(true);
  });
});

it('a late answer about a dependency does not undo a newer one', async () => {
  const asked: ((there: boolean) => void)[] = [];
  const probe = (): Promise<void> =>
    new Promise((resolve, reject) => asked.push((there) => (there ? resolve() : reject(new Error('gone')))));
  const health = new HealthRegistry([]);
  const watch = watchDependencies([{ name: 'banco', address: '', required: true, probe }], health, log);
  const [older, newer] = [watch.missing(), watch.missing()];
  asked[1]?.(true);
  await newer;
  asked[0]?.(false);
  await older;
  watch.close();
  expect(health.serving).toBe(true);
});
