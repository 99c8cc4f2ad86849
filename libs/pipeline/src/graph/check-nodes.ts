import type { Stateful } from '../state/stateful.js';
import type { PipelineNode } from './node.js';
import type { Fault } from './pipeline-error.js';

/** Names of parts that begin so belong to the run itself. */
export const RESERVED_PART = 'pipeline.';

/** A part has one name and one object, however many nodes share it. */
export function findBadState(nodes: readonly PipelineNode[]): Fault[] {
  const faults: Fault[] = [];
  const byPart = new Map<string, { node: string; state: Stateful }>();
  const byState = new Map<Stateful, { node: string; part: string }>();
  for (const { name, state, work } of nodes) {
    const bad = (message: string): unknown => faults.push({ kind: 'bad-state', node: name, message });
    const parts = Object.entries(state);
    if (parts.length > 0 && (work.how === 'batch' || work.how === 'threads'))
      bad(`"${name}" has state, so it must take events one by one: give it handle or handleAsync`);
    if (parts.length > 0 && work.how === 'async' && work.concurrency !== 1)
      bad(`"${name}" has state, so its concurrency must be 1, not ${work.concurrency}`);
    for (const [part, object] of parts) {
      if (part.startsWith(RESERVED_PART))
        bad(`"${name}" names a state "${part}"; names that begin with "${RESERVED_PART}" are taken`);
      const known = byPart.get(part);
      if (known !== undefined && known.state !== object)
        bad(`"${known.node}" and "${name}" both name a state "${part}", but they are two objects`);
      const alias = byState.get(object);
      if (alias !== undefined && alias.part !== part)
        bad(`"${alias.node}" and "${name}" share a state but name it "${alias.part}" and "${part}"`);
      byPart.set(part, { node: name, state: object });
      byState.set(object, { node: name, part });
    }
  }
  return faults;
}

export function findBadOptions(nodes: readonly PipelineNode[]): Fault[] {
  const faults: Fault[] = [];
  for (const { name, attempts, work } of nodes) {
    const bad = (message: string): unknown => faults.push({ kind: 'bad-option', node: name, message });
    const whole = (option: string, value: number): void => {
      if (!Number.isSafeInteger(value) || value < 1)
        bad(`"${name}": ${option} must be a whole number from 1, not ${value}`);
    };
    if (name === '' || /["\n]/.test(name)) bad(`"${name}" is no name: not empty, no quotes, one line`);
    whole('attempts', attempts);
    if (work.how === 'async') whole('concurrency', work.concurrency);
    if (work.how === 'threads') whole('threads', work.threads);
    else if (typeof work.handle !== 'function') bad(`"${name}" has nothing that handles its events`);
    // Its promise would be taken for the value.
    else if (work.how === 'each' && work.handle.constructor.name === 'AsyncFunction')
      bad(`"${name}" has an async handle: name it handleAsync`);
    if (work.how !== 'each' && !(work.timeoutMs > 0))
      bad(`"${name}": timeoutMs must be more than 0, not ${work.timeoutMs}`);
  }
  return faults;
}
