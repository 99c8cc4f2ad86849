import { type FleetService, startInOrder, stopInOrder } from './fleet.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** insights ← chatbot ← cursos, midia ← cursos; each step ends when the test lets it. */
function scene(fails: readonly string[] = []) {
  const events: string[] = [];
  const gates = new Map<string, () => void>();
  const step = async (what: string): Promise<void> => {
    events.push(what);
    await new Promise<void>((resolve) => gates.set(what, resolve));
    if (fails.includes(what)) throw new Error(what);
  };
  const service = (name: string, needs: readonly string[]): FleetService => ({
    member: { name, start: () => step(`start ${name}`), stop: () => step(`stop ${name}`) },
    needs,
  });
  const services = [
    service('insights', []),
    service('midia', []),
    service('chatbot', ['insights']),
    service('cursos', ['chatbot', 'midia']),
  ];
  const end = async (what: string): Promise<void> => {
    await turn();
    gates.get(what)?.();
    await turn();
  };
  return { services, events, end };
}

it('starts together what waits for nobody, and the others when those they need are healthy', async () => {
  const { services, events, end } = scene();
  const started = startInOrder(services);
  await turn();
  expect(events).toEqual(['start insights', 'start midia']);
  await end('start insights');
  expect(events.at(-1)).toBe('start chatbot');
  await end('start chatbot');
  expect(events.length).toBe(3);
  await end('start midia');
  expect(events.at(-1)).toBe('start cursos');
  await end('start cursos');
  await started;
});

it('starts nothing more after a failure', async () => {
  const { services, events, end } = scene(['start midia']);
  const started = startInOrder(services);
  const refused = expect(started).rejects.toThrow('start midia');
  await end('start midia');
  await refused;
  await end('start insights');
  expect(events).toEqual(['start insights', 'start midia']);
});

it('stops each when those that need it are gone', async () => {
  const { services, events, end } = scene();
  const stopped = stopInOrder(services);
  await turn();
  expect(events).toEqual(['stop cursos']);
  await end('stop cursos');
  expect(events.slice(1).sort()).toEqual(['stop chatbot', 'stop midia']);
  await end('stop midia');
  await end('stop chatbot');
  await end('stop insights');
  await stopped;
});
