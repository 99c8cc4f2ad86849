import type { Sample } from './run-load.js';

const inteiro = new Intl.NumberFormat('pt-BR');
const decimal = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** What a load found, for people. */
export function loadReport(samples: readonly Sample[], seconds: number): string {
  const right = samples.filter(({ outcome }) => outcome === 'OK');
  const latencies = Float64Array.from(right, ({ latencyMs }) => latencyMs).sort();
  const lines: [string, string][] = [
    ['pedidos', inteiro.format(samples.length)],
    ['respostas certas', inteiro.format(right.length)],
    ...failures(samples).map(([outcome, count]): [string, string] => [`  ${outcome}`, inteiro.format(count)]),
    ['duração', `${decimal.format(seconds)} s`],
    ['vazão', `${decimal.format(right.length / seconds)} pedidos/s`],
  ];
  if (latencies.length > 0) {
    const ms = (value: number): string => `${decimal.format(value)} ms`;
    const mean = latencies.reduce((sum, value) => sum + value, 0) / latencies.length;
    lines.push(['latência média', ms(mean)]);
    for (const percent of [50, 90, 99]) lines.push([`  p${percent}`, ms(percentile(latencies, percent))]);
    lines.push(['  máxima', ms(percentile(latencies, 100))]);
  }
  return lines.map(([name, value]) => `${name.padEnd(20)} ${value.padStart(20)}`).join('\n');
}

/** Wrong and missing answers by kind, the most frequent first. */
function failures(samples: readonly Sample[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { outcome } of samples)
    if (outcome !== 'OK') counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Nearest rank: the smallest value that so many percent of all do not exceed. */
const percentile = (sorted: Float64Array, percent: number): number =>
  sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
