import {
  type ClientOptions,
  createMetrics,
  createStatusHandler,
  probeOf,
  systemClock,
} from '../src/index.js';
import { answer, down, gate, openBreaker, type Service } from './breaker-scene.js';
import { failureOf, Scene } from './eco.js';

const scene = new Scene();

afterEach(() => scene.close());

describe('a call made even if the breaker is open', () => {
  it('asks the service', async () => {
    const { service, client, trip } = await openBreaker(scene);
    await trip();
    service.act = answer;
    await client.unary({ text: '' }, { evenIfOpen: true });
    expect(service.arrived).toBe(4);
  });

  it('does not close it by succeeding: others may still find no answer', async () => {
    const { service, client, trip, advance } = await openBreaker(scene);
    await trip();
    service.act = answer;
    await client.unary({ text: '' }, { evenIfOpen: true });
    expect(client.$breaker()).toBe('open');
    advance(1_000);
    await client.unary({ text: '' }, { evenIfOpen: true });
    expect(client.$breaker()).toBe('half-open');
  });

  it('does not make failures in a row begin anew', async () => {
    const { service, client, ask } = await openBreaker(scene);
    for (let i = 0; i < 3; i++) {
      service.act = down;
      await failureOf(ask());
      service.act = answer;
      await client.unary({ text: '' }, { evenIfOpen: true });
    }
    expect(client.$breaker()).toBe('open');
  });

  it('does not open it by failing', async () => {
    const { service, client } = await openBreaker(scene, { breakerThreshold: 1 });
    service.act = down;
    await failureOf(client.unary({ text: '' }, { evenIfOpen: true }));
    expect(client.$breaker()).toBe('closed');
  });

  it.each<[string, (service: Service) => void]>([
    ['failing', (service) => (service.act = down)],
    ['succeeding', (service) => (service.act = answer)],
  ])('neither takes nor ends the trial by %s', async (_name, prepare) => {
    const { service, client, ask, trip, advance } = await openBreaker(scene);
    await trip();
    advance(1_000);
    const { hold, arrived, release } = gate();
    await client.unary({ text: '' }, { evenIfOpen: true }).catch(() => {});
    service.act = hold;
    const trial = ask();
    await arrived;
    prepare(service);
    await client.unary({ text: '' }, { evenIfOpen: true }).catch(() => {});
    expect([client.$breaker(), (await failureOf(ask())).retryAfterMs]).toEqual(['half-open', 1_000]);
    release();
    await trial;
    expect(client.$breaker()).toBe('closed');
  });
});

describe('the state of the breaker', () => {
  it('stands in the metrics', async () => {
    const metrics = createMetrics({ service: 'teste', version: '1' });
    const { service, ask, trip, advance } = await openBreaker(scene, { metrics });
    const state = async (): Promise<string[]> =>
      (await metrics.text())
        .split('\n')
        .filter((line) => /^grpc_client_breaker_state\{.*target="eco".*\} 1$/.test(line))
        .map((line) => /state="([^"]+)"/.exec(line)?.[1] ?? '');
    expect(await state()).toEqual(['closed']);
    await trip();
    expect(await state()).toEqual(['open']);
    advance(1_000);
    expect(await state()).toEqual(['half-open']);
    service.act = answer;
    await ask();
    expect(await state()).toEqual(['closed']);
  });

  it('stands in GetStatus of who calls, beside whether the service answers', async () => {
    const { service, client, trip, advance } = await openBreaker(scene);
    const handle = createStatusHandler({
      config: { service: 'cursos', version: '1' },
      clock: systemClock,
      dependencies: [probeOf(client)],
    });
    const told = async () => {
      const { dependencias } = await handle({}, { signal: new AbortController().signal });
      return dependencias.map(({ nome, alcancavel, disjuntor }) => [nome, alcancavel, disjuntor]);
    };
    expect(await told()).toEqual([['eco', true, 'closed']]);
    await trip();
    expect(await told()).toEqual([['eco', false, 'open']]);
    service.act = answer;
    expect(await told()).toEqual([['eco', true, 'open']]);
    advance(1_000);
    expect(await told()).toEqual([['eco', true, 'half-open']]);
  });

  it('is logged when it changes', async () => {
    const lines: [level: string, line: unknown][] = [];
    const log = {
      info: (line: unknown) => lines.push(['info', line]),
      warn: (line: unknown) => lines.push(['warn', line]),
    } as unknown as ClientOptions['log'];
    const { service, ask, trip, advance } = await openBreaker(scene, { log });
    await trip();
    advance(1_000);
    service.act = answer;
    await ask();
    expect(lines).toEqual([
      ['warn', { event: 'breaker_changed', target: 'eco', state: 'open' }],
      ['info', { event: 'breaker_changed', target: 'eco', state: 'closed' }],
    ]);
  });
});
