import { findCycles, findDuplicates, findMismatches, findUnknown, findUnreachable } from './check-edges.js';
import { findBadOptions, findBadState } from './check-nodes.js';
import type { PipelineNode, StateParts } from './node.js';
import { type Fault, PipelineError } from './pipeline-error.js';
import { cutSegments } from './segments.js';

/** A graph that was checked and can be run. Its state belongs to the nodes: build it anew for another run. */
export interface Pipeline {
  readonly name: string;
  /** In the order in which they run. */
  readonly nodes: readonly PipelineNode[];
  /** The same nodes; those of one segment go event by event. */
  readonly segments: readonly (readonly PipelineNode[])[];
  /** Every state of the nodes, by name. */
  readonly parts: StateParts;
}

/**
 * Checks the graph and puts it in order.
 *
 * @throws PipelineError  with all faults: duplicate names, unknown nodes, cycles, kinds that do not fit, nodes that
 *   nothing reaches, no source, states that cannot be kept, options out of range
 */
export function buildPipeline(name: string, nodes: readonly PipelineNode[]): Pipeline {
  const byName = new Map<string, PipelineNode>();
  for (const node of nodes) if (!byName.has(node.name)) byName.set(node.name, node);
  const faults: Fault[] = [
    ...findDuplicates(nodes),
    ...findUnknown(nodes, byName),
    ...findCycles(nodes, byName),
    ...findMismatches(nodes, byName),
    ...findUnreachable(nodes, byName),
    ...findBadState(nodes),
    ...findBadOptions(nodes),
  ];
  if (faults.length > 0) throw new PipelineError(name, faults);

  const segments = cutSegments(nodes);
  const mixed = segments.flatMap(findUnfitForLockstep);
  if (mixed.length > 0) throw new PipelineError(name, mixed);
  return { name, nodes: segments.flat(), segments, parts: partsOf(nodes) };
}

/** Between two nodes that share a state, events go one by one. */
function findUnfitForLockstep(segment: readonly PipelineNode[]): Fault[] {
  if (segment.length === 1) return [];
  const sharing = segment.filter(({ state }) => Object.keys(state).length > 0).map(({ name }) => `"${name}"`);
  return segment
    .filter(({ work }) => work.how === 'batch' || work.how === 'threads')
    .map(({ name }) => ({
      kind: 'bad-state',
      node: name,
      message: `"${name}" lies between nodes that share a state (${sharing.join(', ')}), so it must take events one by one`,
    }));
}

function partsOf(nodes: readonly PipelineNode[]): StateParts {
  return Object.freeze(Object.assign({}, ...nodes.map(({ state }) => state)));
}
