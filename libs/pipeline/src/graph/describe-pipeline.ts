import type { Pipeline } from './build-pipeline.js';
import type { PipelineNode } from './node.js';

/** The graph as a mermaid flowchart for documents: sources round, nodes with state as drums, sinks with a flag. */
export function describePipeline({ nodes, segments }: Pick<Pipeline, 'nodes' | 'segments'>): string {
  const idOf = new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
  const box = (node: PipelineNode): string => `${idOf.get(node.name)}${shapeOf(node)}`;
  const lines = ['flowchart LR'];
  for (const [index, segment] of segments.entries()) {
    if (segment.length === 1) lines.push(...segment.map((node) => `  ${box(node)}`));
    else {
      lines.push(`  subgraph s${index}["event by event"]`);
      lines.push(...segment.map((node) => `    ${box(node)}`), '  end');
    }
  }
  for (const { name, after, accepts } of nodes) {
    for (const [index, ref] of after.entries())
      lines.push(`  ${idOf.get(ref)} -->|"${accepts[index]?.name ?? ''}"| ${idOf.get(name)}`);
  }
  return `${lines.join('\n')}\n`;
}

function shapeOf({ name, role, state, work }: PipelineNode): string {
  const label = work.how === 'threads' ? `${name} × ${work.threads}` : name;
  if (Object.keys(state).length > 0) return `[("${label}")]`;
  if (role === 'source') return `(["${label}"])`;
  return role === 'sink' ? `>"${label}"]` : `["${label}"]`;
}
