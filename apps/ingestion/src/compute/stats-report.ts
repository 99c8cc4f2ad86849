import { boundOfPercentile, type HistogramSnapshot } from '@trilha/pipeline/compute';
import type { StatsMessage } from './stats-message.js';

const BAR = 30;
const numero = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 2 });

/** What a server says of itself, for people: its threads, and a histogram for each part of each command. */
export function statsReport(stats: StatsMessage): string {
  const lines = [
    `fila ${stats.queue_length} de ${stats.max_queue} · threads ${stats.workers_busy} ocupadas, ` +
      `${stats.workers_started} iniciadas, ${stats.workers} no máximo · ${stats.refused} recusados sem comando`,
    ...stats.per_worker.map(
      ({ tasks, busy_ms }, i) =>
        `  thread ${i}: ${numero.format(tasks)} tarefas, ${numero.format(busy_ms)} ms`,
    ),
  ];
  for (const [name, { outcomes, queue_ms, compute_ms, io_ms }] of Object.entries(stats.commands)) {
    const ended = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${numero.format(count)}`);
    lines.push('', `${name}: ${ended.join(', ') || 'nenhum pedido'}`);
    lines.push(...histogram('fila', queue_ms), ...histogram('computação', compute_ms));
    lines.push(...histogram('entrada e saída', io_ms));
  }
  return lines.join('\n');
}

function histogram(title: string, snapshot: HistogramSnapshot): string[] {
  const { count, sum_ms, bounds_ms, counts } = snapshot;
  if (count === 0) return [];
  const most = Math.max(...counts);
  const percentiles = [50, 99].map(
    (percent) => `p${percent} ${boundText(boundOfPercentile(snapshot, percent))}`,
  );
  return [
    `  ${title}: ${numero.format(count)}, média ${numero.format(sum_ms / count)} ms, ${percentiles.join(', ')}`,
    ...[...counts.entries()]
      .filter(([, inBucket]) => inBucket > 0)
      .map(([bucket, inBucket]) => {
        const bar = '█'.repeat(Math.max(1, Math.round((BAR * inBucket) / most)));
        return `    ${boundText(bounds_ms[bucket]).padStart(12)} ${bar} ${numero.format(inBucket)}`;
      }),
  ];
}

const boundText = (ms = Number.POSITIVE_INFINITY): string =>
  Number.isFinite(ms) ? `≤ ${numero.format(ms)} ms` : '> 60.000 ms';
