import { createMetrics } from './metrics.js';

/** The rules of promtool's `check metrics`, and of the text format. */
const SAMPLE = /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.e+-]+|\+Inf|NaN)$/;
const TYPES = ['counter', 'gauge', 'histogram', 'summary'];
/** Promtool wants base units: seconds, bytes, ratio. */
const NOT_A_BASE_UNIT =
  /_(ms|millis|milliseconds|micros|microseconds|nanoseconds|minutes|hours|kb|kilobytes|mb)(_|$)/;

interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: { readonly name: string; readonly series: string }[];
}

function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current: { name: string; family: Family } | undefined;
  const lines = text.split('\n').filter((line) => line !== '');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('# HELP ')) {
      const [, name = '', help = ''] = /^# HELP (\S+) (.+)$/.exec(line) ?? [];
      const [, typed, type = ''] = /^# TYPE (\S+) (\S+)$/.exec(lines[at + 1] ?? '') ?? [];
      expect({ line, typed }).toEqual({ line, typed: name });
      expect(families.has(name)).toBe(false);
      current = { name, family: { help, type, samples: [] } };
      families.set(name, current.family);
      at += 1;
      continue;
    }
    const [, name = '', labels = ''] = SAMPLE.exec(line) ?? [];
    expect({ line, name }).toEqual({ line, name: expect.stringMatching(/./) });
    expect(name.startsWith(current?.name ?? '?')).toBe(true);
    current?.family.samples.push({ name, series: name + labels });
  }
  return families;
}

describe('the text of the metrics', () => {
  let families: Map<string, Family>;

  beforeAll(async () => {
    const metrics = createMetrics({ service: 'cursos', version: '1.2.3' });
    for (const method of ['GetCurso', 'ListCursos']) {
      const rpc = { service: 'trilha.cursos.v1.CursosService', method, type: 'unary' } as const;
      metrics.serverMeter(rpc).handled('OK', 0.2);
      metrics.clientMeter(rpc, 'cursos').handled('UNAVAILABLE', 0.2);
      metrics.clientMeter(rpc, 'cursos').handled('OK', 0.2);
    }
    metrics.breakerState('cursos', () => 'half-open');
    metrics.counter('trilha_inscricoes_total', 'Enrolments.').inc();
    metrics.gauge('trilha_outbox_events', 'Events that wait.', () => 0);
    // A garbage collection has been seen only by then.
    families = parse(await metrics.text());
  });

  it('gives help and a type for each family', () => {
    expect(families.size).toBeGreaterThan(20);
    for (const [name, { help, type }] of families) {
      expect({ name, help }).toEqual({ name, help: expect.stringMatching(/\S/) });
      expect(TYPES).toContain(type);
    }
  });

  it('ends the names of counters, and of nothing else, in _total', () => {
    const wrong = [...families].filter(
      ([name, { type }]) => name.endsWith('_total') !== (type === 'counter'),
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('uses base units, snake case and no type in names', () => {
    for (const name of families.keys()) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(name).not.toMatch(NOT_A_BASE_UNIT);
      expect(name).not.toMatch(/_(counter|gauge|histogram|summary)(_|$)/);
    }
  });

  it('holds each series once', () => {
    const series = [...families.values()].flatMap(({ samples }) => samples.map((sample) => sample.series));
    expect(new Set(series).size).toBe(series.length);
  });

  it('names samples as their type asks', () => {
    for (const [family, { type, samples }] of families) {
      const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const { name } of samples) expect(suffixes.map((suffix) => family + suffix)).toContain(name);
    }
  });
});
