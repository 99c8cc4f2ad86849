import { report } from './report.js';
import { targetsOf } from './targets.js';

const ratio = (value: number) => ({ value, min: value - 0.1, max: value + 0.1 });
const figures = {
  throughput: [
    {
      callers: 32,
      bare: { callsPerSecond: 7_000, cpuMicrosPerCall: 50 },
      kit: { callsPerSecond: 4_900, cpuMicrosPerCall: 80 },
      ratio: ratio(0.7),
      cpuRatio: ratio(1.6),
    },
  ],
  latency: {
    ratePerSecond: 3_500,
    bare: { p50Ms: 1, p99Ms: 2, latenessP99Ms: 0.1 },
    kit: { p50Ms: 1.2, p99Ms: 2.8, latenessP99Ms: 0.1 },
    p50Ratio: ratio(1.2),
    p99Ratio: ratio(1.4),
  },
};
const machine = {
  cpu: 'A processor',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  os: 'Linux 6',
  node: 'v20.20.2',
  packages: { '@grpc/grpc-js': '1.14.7' },
  commit: 'abc1234',
  loadAverage: 0.1,
};

describe('the report', () => {
  it('says of each target whether it is met', () => {
    expect(targetsOf(figures).map(({ got, met }) => [got, met])).toEqual([
      ['0.70', false],
      ['1.40×', true],
    ]);
  });

  it('names the machine, the ratios with their spread, and the verdicts', () => {
    const text = report({ machine, parameters: 'seed 1', figures }, 'text');
    for (const part of ['A processor × 2, 8.0 GiB', 'commit abc1234', '0.70 (0.60–0.80)', 'missed', 'met']) {
      expect(text).toContain(part);
    }
  });

  it('warns when the machine had other work', () => {
    const input = { machine: { ...machine, loadAverage: 3 }, parameters: '', figures };
    expect(report(input, 'text')).toContain('Other work');
    expect(report({ ...input, machine }, 'text')).not.toContain('Other work');
  });

  it('leaves out what was skipped', () => {
    expect(report({ machine, parameters: '', figures: { throughput: [] } }, 'markdown')).not.toContain('p99');
  });
});
