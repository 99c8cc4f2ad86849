import { FakeClock } from '../testing/index.js';
import { createStatusHandler, durationOf, millisOf } from './status.js';

const config = { service: 'cursos', version: '1.2.3' } as const;
const context = { signal: new AbortController().signal };
const up = { name: 'sqlite', address: 'sqlite', required: true, probe: async () => {} };
const down = {
  name: 'midia',
  address: 'dns:///midia',
  required: false,
  probe: () => Promise.reject(new Error('sem rota')),
};

describe('createStatusHandler', () => {
  it('tells version and uptime', async () => {
    const clock = new FakeClock('2026-03-02T12:00:00Z');
    const getStatus = createStatusHandler({ config, clock });
    clock.advance(90_500);
    expect(await getStatus({}, context)).toMatchObject({
      servico: 'cursos',
      versao: '1.2.3',
      iniciadoEm: new Date('2026-03-02T12:00:00Z'),
      tempoAtivo: { seconds: 90n, nanos: 500_000_000 },
      pronto: true,
      armazenamento: undefined,
    });
  });

  it('stays ready without an optional dependency, and says why it is not reached', async () => {
    const getStatus = createStatusHandler({
      config,
      clock: new FakeClock(),
      storage: up,
      dependencies: [down],
    });
    const status = await getStatus({}, context);
    expect(status.pronto).toBe(true);
    expect(status.dependencias[0]).toMatchObject({ nome: 'midia', alcancavel: false, erro: 'sem rota' });
  });

  it('is not ready without its storage', async () => {
    const storage = { ...up, probe: () => Promise.reject(new Error('disco')) };
    const getStatus = createStatusHandler({ config, clock: new FakeClock(), storage });
    expect((await getStatus({}, context)).pronto).toBe(false);
  });
});

it.each([0, 1, 999, 1_000, 1_500.25, -250])('keeps %d ms through a Duration and back', (ms) => {
  expect(millisOf(durationOf(ms))).toBeCloseTo(ms, 6);
});
