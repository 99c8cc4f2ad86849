import type { SideName } from './gateway-processes.js';
import type { Latency, Throughput } from './measure-sides.js';
import { report } from './report.js';
import { type GatewayFigures, targetsOf } from './targets.js';

const throughput = (requestsPerSecond: number, callerCores = 0.3): Throughput[] =>
  [0.9, 1, 1.1].map((share) => ({
    requestsPerSecond: requestsPerSecond * share,
    cpuMicrosPerRequest: 100,
    callerCores,
  }));
const latency = (p50Ms: number): Latency[] => [{ p50Ms, p99Ms: 2 * p50Ms, latenessP99Ms: 0.1 }];
const figures = (
  perSecond: Partial<Record<SideName, number>>,
  gatewayP50Ms = 0.6,
  callerCores?: number,
): GatewayFigures => {
  const all = {
    'hand-written': 2_000,
    gateway: 1_900,
    nest: 1_000,
    direct: 5_000,
    native: 2_000,
    hop: 2_600,
  };
  const sides = Object.entries({ ...all, ...perSecond }) as [SideName, number][];
  return {
    throughput: new Map(sides.map(([side, value]) => [side, throughput(value, callerCores)])),
    ratePerSecond: 1_000,
    latency: new Map(sides.map(([side]) => [side, latency(side === 'gateway' ? gatewayP50Ms : 0.2)])),
  };
};
const verdictsOf = (of: GatewayFigures): readonly string[] => targetsOf(of).map(({ verdict }) => verdict);

describe('the targets of the gateway', () => {
  it('are met by figures that reach them', () => {
    expect(targetsOf(figures({ hop: 2_500 })).map(({ got, verdict }) => [got, verdict])).toEqual([
      ['0.95 (0.95–0.95)', 'met'],
      ['1.90 (1.90–1.90)', 'met'],
      ['0.40 ms', 'met'],
      ['0.80 (0.80–0.80)', 'met'],
    ]);
  });

  it('are missed one by one', () => {
    expect(verdictsOf(figures({ 'hand-written': 2_200 }))[0]).toBe('missed');
    expect(verdictsOf(figures({ nest: 1_900 }))[1]).toBe('missed');
    expect(verdictsOf(figures({}, 0.71))[2]).toBe('missed');
    expect(verdictsOf(figures({ hop: 2_600 }))[3]).toBe('missed');
  });

  it('say which was not measured', () => {
    const all = figures({});
    const without = new Map([...all.throughput].filter(([side]) => side !== 'nest'));
    expect(verdictsOf({ ...all, throughput: without })[1]).toBe('not measured');
  });
});

describe('the report of the gateway', () => {
  const machine = {
    ...{ cpu: 'A processor', cores: 2, memoryBytes: 8 * 2 ** 30, os: 'Linux 6', node: 'v20.20.2' },
    ...{ packages: { fastify: '5.0.0' }, commit: 'abc1234', loadAverage: 0.1 },
  };
  const input = { machine, parameters: 'seed 1', notes: ['NestJS was left out'], figures: figures({}) };

  it('names the machine, the parameters, what to know of the run, the figures and the verdicts', () => {
    const text = report(input, 'text');
    for (const part of ['fastify 5.0.0', 'seed 1', 'NestJS was left out', '1,900 (1,710–2,090)', 'missed']) {
      expect(text).toContain(part);
    }
  });

  it('tells what each side adds to the direct call', () => {
    expect(report(input, 'markdown')).toContain('| REST, gateway | 0.60 | 1.20 | 0.40 | 0.10 |');
  });

  it('warns of a caller that may have been the limit', () => {
    expect(report(input, 'text')).not.toContain('may have been the limit');
    expect(report({ ...input, figures: figures({}, 0.6, 0.95) }, 'text')).toContain(
      'may have been the limit',
    );
  });
});
