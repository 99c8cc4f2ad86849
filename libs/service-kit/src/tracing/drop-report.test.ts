import { DropReport } from './drop-report.js';

describe('DropReport', () => {
  const lines: { spans: number; reason: string }[] = [];
  let now = 0;
  const report = (): DropReport =>
    new DropReport({ warn: (line: { spans: number; reason: string }) => void lines.push(line) }, () => now);

  beforeEach(() => {
    lines.length = 0;
    now = 0;
  });

  it('tells of the first loss at once, and of the next ones together after a minute', () => {
    const drops = report();
    drops.add(3, new Error('ECONNREFUSED'));
    drops.add(2, 'too many spans wait');
    now = 59_999;
    drops.add(4, 'too many spans wait');
    expect(lines).toMatchObject([{ spans: 3, reason: 'ECONNREFUSED' }]);
    now = 60_000;
    drops.add(1, new Error('ECONNREFUSED'));
    expect(lines).toMatchObject([{ spans: 3 }, { spans: 7, reason: 'ECONNREFUSED' }]);
    expect(drops.dropped).toBe(10);
  });

  it('tells at the end of what it has not told yet', () => {
    const drops = report();
    drops.add(3, 'x');
    drops.add(2, 'x');
    drops.close();
    drops.close();
    expect(lines.map(({ spans }) => spans)).toEqual([3, 2]);
  });
});
