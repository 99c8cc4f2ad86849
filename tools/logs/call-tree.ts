import type { Call, Remark } from './log-line.js';

/** Times in the log are whole milliseconds, and a line is written a moment after its call ended. */
const TOLERANCE_MS = 5;

export interface CallNode {
  readonly call: Call;
  /** Milliseconds after the first call of the tree began. */
  readonly startMs: number;
  readonly children: CallNode[];
  /** Lines that the service wrote while it served the call. */
  readonly remarks: Remark[];
}

export interface CallTree {
  readonly roots: readonly CallNode[];
  /** Lines of the same request that fit to no call. */
  readonly remarks: readonly Remark[];
}

interface Placed extends CallNode {
  readonly from: number;
  readonly to: number;
}

/**
 * Hangs the calls of one request below each other. The log tells when each ended, how long it took and which service
 * asked (`via`; the gateway does not say): the call that a call hangs below is the shortest one of that service that was
 * under way all the while. Clocks of different machines that differ by more than 5 ms can part what belongs together;
 * nothing is left out for that, it stands beside the others.
 */
export function buildCallTree(calls: readonly Call[], remarks: readonly Remark[]): CallTree {
  const spans = calls.map((call) => {
    const to = Date.parse(call.time);
    return { call, from: to - call.durationMs, to };
  });
  const begin = Math.min(...spans.map(({ from }) => from));
  const nodes: Placed[] = spans
    // What began earlier, or lasted longer, can only stand above.
    .sort((a, b) => a.from - b.from || b.call.durationMs - a.call.durationMs)
    .map((span) => ({ ...span, startMs: span.from - begin, children: [], remarks: [] }));
  const roots = nodes.filter((node) => {
    const parent = parentOf(node, nodes);
    parent?.children.push(node);
    return parent === undefined;
  });
  const homeless = remarks.filter((remark) => {
    const home = homeOf(remark, nodes);
    home?.remarks.push(remark);
    return home === undefined;
  });
  return { roots, remarks: homeless };
}

function parentOf(node: Placed, nodes: readonly Placed[]): Placed | undefined {
  const { service, via } = node.call;
  const asker = via ?? 'gateway';
  const around = nodes.filter(
    (other) =>
      other !== node &&
      other.call.service === asker &&
      asker !== service &&
      other.from <= node.from + TOLERANCE_MS &&
      other.to >= node.to - TOLERANCE_MS,
  );
  return shortest(around);
}

function homeOf({ service, method, time }: Remark, nodes: readonly Placed[]): Placed | undefined {
  const at = Date.parse(time);
  return shortest(
    nodes.filter(
      ({ call, from, to }) =>
        call.service === service &&
        (method === undefined || method === call.method) &&
        at >= from - TOLERANCE_MS &&
        at <= to + TOLERANCE_MS,
    ),
  );
}

const shortest = (nodes: readonly Placed[]): Placed | undefined =>
  nodes.reduce<Placed | undefined>(
    (best, node) => (best === undefined || node.call.durationMs < best.call.durationMs ? node : best),
    undefined,
  );
