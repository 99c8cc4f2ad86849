import { printable } from '../terminal/printable.js';
import type { CallNode, CallTree } from './call-tree.js';
import { csvLine } from './csv.js';
import type { Remark } from './log-line.js';
import { ms, shortMethod } from './print-extract.js';

/** One request through the services, for people: each call below the one that made it. */
export function treeText(correlationId: string, { roots, remarks }: CallTree): string {
  const nodes = flat(roots);
  const services = new Set(nodes.map(({ call }) => call.service));
  const lines = [
    `${printable(correlationId)}: ${nodes.length} calls in ${services.size} services${beginOf(roots)}`,
    ...roots.flatMap((root) => nodeLines(root, '', '')),
    ...remarks.map((remark) => `· ${remarkText(remark)}`),
  ];
  const first = firstFailure(nodes);
  if (first !== undefined) {
    const { service, method, status, why } = first.call;
    const because = why === undefined ? '' : `: ${why}`;
    lines.push(`failed first at ${printable(`${service} ${shortMethod(method)} ${status}${because}`)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** One line a call, in the order of the tree. */
export function treeCsv({ roots }: CallTree): string {
  const rows = flat(roots).map(({ call, startMs, depth }) => [
    depth,
    call.time,
    call.service,
    call.method,
    call.status,
    Math.max(0, Math.round(startMs)),
    call.durationMs,
    call.why,
  ]);
  const head = ['depth', 'time', 'service', 'method', 'status', 'start_ms', 'duration_ms', 'why'];
  return [head, ...rows].map(csvLine).join('');
}

const beginOf = ([root]: readonly CallNode[]): string =>
  root === undefined
    ? ''
    : `, from ${new Date(Date.parse(root.call.time) - root.call.durationMs).toISOString()}`;

function nodeLines(node: CallNode, lead: string, below: string): string[] {
  const { call, startMs, children, remarks } = node;
  const why = call.why === undefined || call.status === 'OK' ? '' : `  ${call.why}`;
  const start = `+${Math.max(0, Math.round(startMs))} ms`;
  const text = `${call.service} ${shortMethod(call.method)}  ${call.status}  ${ms(call.durationMs)} ms  ${start}${why}`;
  const own = remarks.map((remark) => `${below}${children.length > 0 ? '│ ' : '  '}· ${remarkText(remark)}`);
  const inner = children.flatMap((child, index) =>
    index === children.length - 1
      ? nodeLines(child, `${below}└─ `, `${below}   `)
      : nodeLines(child, `${below}├─ `, `${below}│  `),
  );
  return [`${lead}${printable(text)}`, ...own, ...inner];
}

const remarkText = ({ service, text, time }: Remark): string =>
  printable(`${time.slice(11, 23)} ${service} ${text}`);

const flat = (nodes: readonly CallNode[], depth = 0): (CallNode & { readonly depth: number })[] =>
  nodes.flatMap((node) => [{ ...node, depth }, ...flat(node.children, depth + 1)]);

/** The inner call ends before the outer one. */
const firstFailure = (nodes: readonly CallNode[]): CallNode | undefined =>
  nodes
    .filter(({ call }) => call.status !== 'OK')
    .sort((a, b) => a.call.time.localeCompare(b.call.time) || a.call.durationMs - b.call.durationMs)[0];
