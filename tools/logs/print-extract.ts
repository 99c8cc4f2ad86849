import { printable } from '../terminal/printable.js';
import { table } from '../terminal/table.js';
import { csvLine } from './csv.js';
import type { Extract } from './extract.js';
import type { Call } from './log-line.js';

/** Rows of a table; more are in `--json`. */
const MAX_CAUSES = 10;

const right = (head: string) => ({ head, align: 'right' as const });
const left = (head: string) => ({ head });

/** Everything found, for people. */
export function extractText(extract: Extract): string {
  const { calls, methods, slowest, causes, notFollowed } = extract;
  const parts = [headLine(extract)];
  if (calls === 0) return `${parts.join('\n')}\n`;
  const rows = methods.map(({ service, method, calls, failed, p50Ms, p95Ms, p99Ms, maxMs, errors }) => [
    printable(service),
    printable(shortMethod(method)),
    count(calls),
    count(failed),
    ms(p50Ms),
    ms(p95Ms),
    ms(p99Ms),
    ms(maxMs),
    codes(errors),
  ]);
  const figures = ['calls', 'errors', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'].map(right);
  parts.push(table([left('service'), left('method'), ...figures, left('by code')], rows));
  if (slowest.length > 0) {
    const columns = [right('ms'), ...['slowest', 'method', 'status', 'time', 'correlation id'].map(left)];
    parts.push(table(columns, slowest.map(slowestRow)));
  }
  if (causes.length > 0) {
    const rows = causes
      .slice(0, MAX_CAUSES)
      .map(({ first, seenAs, requests }) => [
        count(requests),
        failure(first),
        printable(first.why ?? ''),
        first === seenAs ? '' : failure(seenAs),
        printable(first.correlationId),
      ]);
    const columns = [right('requests'), ...['failed first at', 'because', 'seen as', 'such as'].map(left)];
    parts.push(table(columns, rows));
    if (causes.length > MAX_CAUSES)
      parts.push(`and ${count(causes.length - MAX_CAUSES)} other causes: --json has them\n`);
  }
  if (notFollowed > 0) parts.push(`${count(notFollowed)} further failed calls were not followed\n`);
  return parts.join('\n');
}

/** One line a method. */
export function extractCsv({ methods }: Extract): string {
  const head = [
    'service',
    'method',
    'calls',
    'errors',
    'p50_ms',
    'p95_ms',
    'p99_ms',
    'max_ms',
    'errors_by_code',
  ];
  const rows = methods.map(({ service, method, calls, failed, p50Ms, p95Ms, p99Ms, maxMs, errors }) => [
    service,
    method,
    calls,
    failed,
    p50Ms,
    p95Ms,
    p99Ms,
    maxMs,
    codes(errors),
  ]);
  return [head, ...rows].map(csvLine).join('');
}

function headLine({ calls, lines, broken, from, to }: Extract): string {
  const when = from === undefined ? '' : ` · ${from} to ${to}`;
  return `${count(calls)} calls in ${count(lines)} lines${when} · ${count(broken)} broken\n`;
}

const slowestRow = ({ durationMs, service, method, status, time, correlationId }: Call): string[] => [
  ms(durationMs),
  printable(service),
  printable(shortMethod(method)),
  printable(status),
  printable(time),
  printable(correlationId),
];

const failure = ({ service, method, status }: Call): string =>
  printable(`${service} ${shortMethod(method)} ${status}`);

/** `/trilha.cursos.v1.CursosService/AskQuestion` without what the service's name says already. */
export const shortMethod = (method: string): string => method.replace(/^\/(?:[\w.]*\.)?(\w+\/\w+)$/, '$1');

const codes = (errors: Readonly<Record<string, number>>): string =>
  printable(
    Object.entries(errors)
      .map(([code, calls]) => `${code} ${calls}`)
      .join(', '),
  );

export const count = (value: number): string => value.toLocaleString('en-US');
export const ms = (value: number): string => value.toFixed(value < 10 ? 2 : value < 1_000 ? 1 : 0);
