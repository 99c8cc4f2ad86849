import type { Child } from './child.js';
import type { Restart } from './restart-policy.js';
import { StartFailed, Supervisor } from './supervisor.js';

/** A process that ends when the test says so. */
class FakeChild implements Child {
  readonly pid = 1;
  stops = 0;
  end: (code: number | string) => void = () => {};
  readonly exited = new Promise<number | string>((resolve) => {
    this.end = resolve;
  });

  async stop(): Promise<void> {
    this.stops += 1;
    this.end('SIGTERM');
  }

  kill(): void {
    this.end('SIGKILL');
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface SceneOptions {
  readonly becomesHealthy?: () => Promise<boolean>;
  readonly restarts?: readonly Restart[];
}

function scene({ becomesHealthy = async () => true, restarts = [] }: SceneOptions = {}) {
  const children: FakeChild[] = [];
  const said: string[] = [];
  const waits: number[] = [];
  const left = [...restarts];
  let givenUp = 0;
  const supervisor = new Supervisor({
    name: 'midia',
    start: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    becomesHealthy,
    policy: { crashed: () => left.shift() },
    sleep: async (ms) => void waits.push(ms),
    nowMs: () => 0,
    say: (text) => said.push(text),
    onGivenUp: () => {
      givenUp += 1;
    },
  });
  const last = (): FakeChild => children.at(-1) as FakeChild;
  return { supervisor, children, said, waits, last, givenUp: () => givenUp };
}

const twice: readonly Restart[] = [
  { waitMs: 10, crashes: 1 },
  { waitMs: 20, crashes: 2 },
];

it('starts again what ends, after the wait of its policy', async () => {
  const { supervisor, children, waits, last, said } = scene({ restarts: twice });
  await supervisor.start();
  last().end('SIGKILL');
  while (supervisor.state !== 'healthy' || children.length < 2) await turn();
  last().end(0);
  while (children.length < 3) await turn();
  expect(waits).toEqual([10, 20]);
  expect(said[0]).toBe('midia ended with SIGKILL; restart 1 in 10 ms');
});

it('gives up when its policy does, and says what to do', async () => {
  const { supervisor, children, last, said, givenUp } = scene();
  await supervisor.start();
  last().end(1);
  while (supervisor.state !== 'given-up') await turn();
  expect([children.length, givenUp()]).toEqual([1, 1]);
  expect(said[0]).toMatch(/^midia ended with 1, once too often: .*npm run logs -- --service midia/);
});

it('fails when the service ends before it was healthy, and does not try again', async () => {
  const never = (): Promise<boolean> => new Promise(() => {});
  const { supervisor, children, last } = scene({ restarts: twice, becomesHealthy: never });
  const start = supervisor.start();
  last().end(1);
  await expect(start).rejects.toThrow(new StartFailed('midia ended with 1 while starting'));
  expect(children.length).toBe(1);
});

it('fails when the service runs and is not healthy in time', async () => {
  const { supervisor } = scene({ becomesHealthy: async () => false });
  await expect(supervisor.start()).rejects.toThrow('midia runs, but is not healthy');
});

it('stops it without starting it again', async () => {
  const { supervisor, children, last } = scene({ restarts: twice });
  await supervisor.start();
  await supervisor.stop();
  await turn();
  expect([last().stops, children.length, supervisor.state]).toEqual([1, 1, 'stopped']);
});

it('starts nothing once it was stopped', async () => {
  const { supervisor, children } = scene();
  await supervisor.stop();
  await supervisor.start();
  expect(children).toEqual([]);
});
