import type { PipelineNode } from './node.js';

/**
 * Cuts a graph without cycles into segments in the order in which they run. Most segments are one node, which may take a
 * whole batch before the next segment begins. Nodes that share a state, and whatever lies between them, are one segment
 * and go event by event: if the predictor saw a whole batch before the learner saw its first event, results would depend
 * on where batches end. Among nodes that do not depend on each other, the order of declaration decides.
 */
export function cutSegments(nodes: readonly PipelineNode[]): PipelineNode[][] {
  const indexOf = new Map(nodes.map(({ name }, index) => [name, index]));
  const before = nodes.map(({ after }) => after.map((name) => indexOf.get(name) ?? -1));
  const groups = groupByState(nodes);
  while (mergeOneRound(groups, before)) {
    // Every merge may close a way round through further groups.
  }
  const members = new Map<number, number[]>();
  for (const [index, group] of groups.entries()) {
    const list = members.get(group);
    if (list === undefined) members.set(group, [index]);
    else list.push(index);
  }
  const order = inOrder([...members.keys()], (group) => [
    ...new Set((members.get(group) ?? []).flatMap((index) => groupsBefore(index, groups, before))),
  ]);
  return order.map((group) => {
    const inside = members.get(group) ?? [];
    const sorted = inOrder(inside, (index) =>
      (before[index] ?? []).filter((other) => groups[other] === group),
    );
    return sorted.flatMap((index) => nodes[index] ?? []);
  });
}

/** For every node the smallest index of its group. */
function groupByState(nodes: readonly PipelineNode[]): number[] {
  const groups = nodes.map((_, index) => index);
  const owners = new Map<object, number>();
  for (const [index, { state }] of nodes.entries()) {
    for (const object of Object.values(state)) {
      const owner = owners.get(object);
      if (owner === undefined) owners.set(object, index);
      else unite(groups, groups[owner] ?? owner, groups[index] ?? index);
    }
  }
  return groups;
}

function unite(groups: number[], one: number, other: number): void {
  const [low, high] = one < other ? [one, other] : [other, one];
  for (const [index, group] of groups.entries()) if (group === high) groups[index] = low;
}

/** Unites two groups that reach each other; false when there are none. */
function mergeOneRound(groups: number[], before: readonly (readonly number[])[]): boolean {
  const upstream = new Map<number, Set<number>>();
  for (const [index, group] of groups.entries()) {
    const set = upstream.get(group) ?? new Set();
    for (const other of groupsBefore(index, groups, before)) set.add(other);
    upstream.set(group, set);
  }
  for (const start of upstream.keys()) {
    const reached = new Set<number>();
    const open = [...(upstream.get(start) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(...(upstream.get(next) ?? []));
    }
    if (!reached.has(start)) continue;
    // Something upstream of the group that the group is upstream of lies on the way round.
    for (const other of reached) {
      if (other !== start && reaches(upstream, other, start)) {
        unite(groups, start, other);
        return true;
      }
    }
  }
  return false;
}

function reaches(upstream: ReadonlyMap<number, ReadonlySet<number>>, from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(upstream.get(next) ?? []));
  }
  return false;
}

function groupsBefore(
  index: number,
  groups: readonly number[],
  before: readonly (readonly number[])[],
): number[] {
  const own = groups[index];
  return (before[index] ?? []).map((other) => groups[other] ?? -1).filter((group) => group !== own);
}

/** A. B. Kahn's topological sort (1962), taking the smallest item that is free. */
function inOrder(items: readonly number[], before: (item: number) => readonly number[]): number[] {
  const open = [...items].sort((a, b) => a - b);
  const done = new Set<number>();
  const sorted: number[] = [];
  while (open.length > 0) {
    const free = open.findIndex((item) => before(item).every((other) => done.has(other)));
    const [item] = open.splice(free, 1);
    if (free < 0 || item === undefined) throw new Error('a graph with a cycle has no order');
    done.add(item);
    sorted.push(item);
  }
  return sorted;
}
