import { nearestName } from './nearest-name.js';
import type { PipelineNode } from './node.js';
import type { Fault } from './pipeline-error.js';

type ByName = ReadonlyMap<string, PipelineNode>;

export function findDuplicates(nodes: readonly PipelineNode[]): Fault[] {
  const counts = new Map<string, number>();
  for (const { name } of nodes) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([node, count]) => ({
      kind: 'duplicate-name',
      node,
      message: `${count} nodes are named "${node}"; names must be unique`,
    }));
}

export function findUnknown(nodes: readonly PipelineNode[], byName: ByName): Fault[] {
  const faults: Fault[] = [];
  for (const { name, after } of nodes) {
    for (const ref of after) {
      if (byName.has(ref)) continue;
      const others = [...byName.keys()].filter((other) => other !== name);
      const nearest = nearestName(ref, others);
      const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
      faults.push({
        kind: 'unknown-node',
        node: name,
        message: `"${name}" comes after "${ref}", which is not in the pipeline${hint}`,
      });
    }
  }
  return faults;
}

export function findMismatches(nodes: readonly PipelineNode[], byName: ByName): Fault[] {
  const faults: Fault[] = [];
  for (const { name, after, accepts } of nodes) {
    const mismatch = (message: string): unknown =>
      faults.push({ kind: 'kind-mismatch', node: name, message });
    if (after.length !== accepts.length)
      mismatch(`"${name}" accepts ${accepts.length} kinds but comes after ${after.length} nodes`);
    for (const [index, ref] of after.entries()) {
      const before = byName.get(ref);
      const accepted = accepts[index];
      if (before === undefined || accepted === undefined) continue;
      if (before.emits === undefined)
        mismatch(`"${name}" comes after "${ref}", which is a sink and emits nothing`);
      else if (before.emits.name !== accepted.name)
        mismatch(`"${ref}" emits ${before.emits.name}, but "${name}" accepts ${accepted.name} from it`);
    }
  }
  return faults;
}

/** One fault for each edge that closes a cycle, with the way round in the direction in which values would flow. */
export function findCycles(nodes: readonly PipelineNode[], byName: ByName): Fault[] {
  const faults: Fault[] = [];
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): void => {
    const begin = path.indexOf(name);
    if (begin >= 0) {
      // The path was walked against the flow.
      const round = [name, ...path.slice(begin + 1).reverse(), name];
      faults.push({ kind: 'cycle', node: name, message: `the graph has a cycle: ${round.join(' → ')}` });
      return;
    }
    if (done.has(name)) return;
    for (const ref of byName.get(name)?.after ?? []) if (byName.has(ref)) walk(ref, [...path, name]);
    done.add(name);
  };
  for (const { name } of nodes) walk(name, []);
  return faults;
}

/** Nodes that no event can reach, when neither a cycle nor an unknown name before them is the reason. */
export function findUnreachable(nodes: readonly PipelineNode[], byName: ByName): Fault[] {
  const sources = nodes.filter(({ role }) => role === 'source');
  if (sources.length === 0)
    return [{ kind: 'no-source', node: undefined, message: 'there is no source: no event would enter' }];
  const reasons = new Map<string, string | undefined>();
  /** Why a node gets nothing; undefined when it gets something, or when another fault says why it does not. */
  const reason = (name: string): string | undefined => {
    if (reasons.has(name)) return reasons.get(name);
    reasons.set(name, undefined);
    const node = byName.get(name);
    let found: string | undefined;
    if (node !== undefined && node.role !== 'source') {
      if (node.after.length === 0) found = 'it comes after no node';
      const cut = node.after.filter((ref) => reason(ref) !== undefined);
      if (cut.length > 0 && (node.join === 'all' || cut.length === node.after.length))
        found = `nothing reaches ${cut.map((ref) => `"${ref}"`).join(', ')}`;
    }
    reasons.set(name, found);
    return found;
  };
  return nodes.flatMap(({ name }): Fault[] => {
    const why = reason(name);
    return why === undefined
      ? []
      : [{ kind: 'unreachable', node: name, message: `no event reaches "${name}": ${why}` }];
  });
}
