import fc from 'fast-check';
import {
  buildPipeline,
  type Emitter,
  handler,
  kind,
  PipelineError,
  type PipelineNode,
  Reject,
  type Stateful,
  source,
} from '../src/index.js';
import { MemoryCheckpoints, runPipeline, type TestRun } from '../src/testing/index.js';

const Numero = kind<number>('numero');

/** One node of a drawn graph; `after` are the numbers of earlier nodes. */
interface Drawn {
  readonly after: readonly number[];
  readonly join: 'all' | 'any';
  /** Which of three states it changes, if any. */
  readonly state: number | null;
  readonly async: boolean;
  /** Drops the events whose number is divisible by it. */
  readonly drops: number;
  /** Fails for these events: always, or the first time only. */
  readonly poison: readonly number[];
  readonly flaky: readonly number[];
}

const drawnNode = (earlier: number): fc.Arbitrary<Drawn> =>
  fc.record({
    after: fc.uniqueArray(fc.nat(earlier - 1), { minLength: 1, maxLength: Math.min(3, earlier) }),
    join: fc.constantFrom('all' as const, 'any' as const),
    state: fc.option(fc.nat(2), { freq: 2 }),
    async: fc.boolean(),
    drops: fc.constantFrom(3, 5, 7, 1_000),
    poison: fc.uniqueArray(fc.nat(29), { maxLength: 2 }),
    flaky: fc.uniqueArray(fc.nat(29), { maxLength: 2 }),
  });

const drawnGraph = fc
  .integer({ min: 1, max: 8 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => drawnNode(i + 1))))
  .map((nodes): readonly Drawn[] => nodes);

class Trace implements Stateful {
  value = 17;
  see(n: number): number {
    this.value = (Math.imul(this.value, 31) + n) | 0;
    return this.value;
  }
  save(): Uint8Array {
    return new Uint8Array(Int32Array.of(this.value).buffer);
  }
  load(bytes: Uint8Array): void {
    this.value = new Int32Array(bytes.slice().buffer)[0] ?? 0;
  }
}

interface Built {
  readonly nodes: readonly PipelineNode[];
  /** Node and event, in the order in which they were handled. */
  readonly handled: (readonly [string, number])[];
}

/** Makes the nodes of a drawn graph anew, with states of their own. */
function make(graph: readonly Drawn[]): Built {
  const states = [new Trace(), new Trace(), new Trace()];
  const handled: (readonly [string, number])[] = [];
  const nodes: Emitter<number>[] = [source({ name: 'n0', emits: Numero })];
  for (const [i, drawn] of graph.entries()) {
    const name = `n${i + 1}`;
    const failed = new Set<number>();
    const work = (input: number | readonly (number | undefined)[], offset: number): number | undefined => {
      if (drawn.poison.includes(offset)) throw offset % 2 === 0 ? new Error('veneno') : new Reject('veneno');
      if (drawn.flaky.includes(offset) && !failed.has(offset)) {
        failed.add(offset);
        throw new Error('ainda não');
      }
      handled.push([name, offset]);
      const sum = [input].flat().reduce<number>((total, n) => total + (n ?? 0), i);
      const value = drawn.state === null ? sum : (states[drawn.state] as Trace).see(sum);
      return value % drawn.drops === 0 ? undefined : value;
    };
    const common = {
      name,
      emits: Numero,
      accepts: drawn.after.map(() => Numero),
      after: drawn.after.map((earlier) => `n${earlier}`),
      join: drawn.join,
      state: drawn.state === null ? {} : { [`s${drawn.state}`]: states[drawn.state] as Trace },
    };
    const single = { ...common, accepts: Numero, after: common.after[0] as string };
    const each = { handle: (input: never, { offset }: { offset: number }) => work(input, offset) };
    const later = {
      handleAsync: async (input: never, { offset }: { offset: number }) => work(input, offset),
    };
    const shape = drawn.after.length === 1 ? single : common;
    nodes.push(handler({ ...shape, ...(drawn.async ? later : each) } as never) as Emitter<number>);
  }
  return { nodes, handled };
}

const events = Array.from({ length: 30 }, (_, i) => i + 1);

function faultsOf(nodes: readonly PipelineNode[]): PipelineError['faults'] {
  try {
    buildPipeline('sorteado', nodes);
    return [];
  } catch (error) {
    if (error instanceof PipelineError) return error.faults;
    throw error;
  }
}

const outcome = ({ finalised, dead, state }: TestRun<number>) => ({
  finalised,
  dead: dead.map(({ offset, node, attempts }) => [offset, node, attempts]),
  state: Object.fromEntries(Object.entries(state).map(([name, bytes]) => [name, [...bytes]])),
});

describe('any graph', () => {
  it('is built when nothing is wrong with it, whatever the order of its nodes', () => {
    fc.assert(
      fc.property(drawnGraph, fc.infiniteStream(fc.nat()), (graph, dice) => {
        const { nodes } = make(graph);
        const shuffled = nodes
          .map((node) => [dice.next().value ?? 0, node] as const)
          .sort(([a], [b]) => a - b)
          .map(([, node]) => node);
        const place = new Map(buildPipeline('x', shuffled).nodes.map(({ name }, i) => [name, i]));
        for (const { name, after } of nodes)
          for (const ref of after) expect(place.get(ref)).toBeLessThan(place.get(name) ?? -1);
      }),
    );
  });

  it('is refused when a cycle is planted, and shown a way round that is one', () => {
    fc.assert(
      fc.property(drawnGraph, fc.nat(), fc.nat(), (graph, from, to) => {
        const { nodes } = make(graph);
        const path = [from % graph.length, to % graph.length].sort((a, b) => a - b);
        const [early = 0, late = 0] = path.map((index) => index + 1);
        const planted = nodes.map((node, index) => {
          // A chain from early to late, and an edge back.
          const extra =
            index === early ? [`n${late}`] : index > early && index <= late ? [`n${index - 1}`] : [];
          return {
            ...node,
            after: [...node.after, ...extra],
            accepts: [...node.accepts, ...extra.map(() => Numero)],
          };
        });
        const cycles = faultsOf(planted).filter(({ kind: fault }) => fault === 'cycle');
        expect(cycles.length).toBeGreaterThan(0);
        const after = new Map(planted.map((node) => [node.name, node.after]));
        for (const { message } of cycles) {
          const round = message.replace(/^[^:]*: /, '').split(' → ');
          expect(round[0]).toBe(round.at(-1));
          for (let i = 1; i < round.length; i++)
            expect(after.get(round[i] as string)).toContain(round[i - 1]);
        }
      }),
    );
  });

  it('is refused for exactly the missing name and the wrong kind that are planted', () => {
    fc.assert(
      fc.property(drawnGraph, fc.nat(), fc.nat(), (graph, missing, wrong) => {
        const { nodes } = make(graph);
        const lost = 1 + (missing % graph.length);
        const other = 1 + (wrong % graph.length);
        const planted = nodes.map((node, index) => ({
          ...node,
          after: index === lost ? [...node.after, 'nowhere'] : node.after,
          accepts: [
            ...(index === other ? [kind('texto'), ...node.accepts.slice(1)] : node.accepts),
            ...(index === lost ? [Numero] : []),
          ],
        }));
        expect(faultsOf(planted).map(({ kind: fault, node }) => [fault, node])).toEqual([
          ['unknown-node', `n${lost}`],
          ['kind-mismatch', `n${other}`],
        ]);
      }),
    );
  });

  it('handles an event at a node only after the nodes before it, and at most once', async () => {
    await fc.assert(
      fc.asyncProperty(drawnGraph, async (graph) => {
        const { nodes, handled } = make(graph);
        await runPipeline(buildPipeline('x', nodes), events, { batchEvents: 7 });
        const at = new Map(handled.map(([node, offset], i) => [`${node} ${offset}`, i]));
        expect(at.size).toBe(handled.length);
        const after = new Map(nodes.map((node) => [node.name, node.after]));
        for (const [i, [node, offset]] of handled.entries())
          for (const ref of after.get(node) ?? []) expect(at.get(`${ref} ${offset}`) ?? -1).toBeLessThan(i);
      }),
      { numRuns: 50 },
    );
  });

  it('has results that do not depend on where micro-batches and checkpoints end', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawnGraph,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (graph, batchEvents, checkpointEvents, batchesInFlight) => {
          const one = await runPipeline(buildPipeline('x', make(graph).nodes), events, {
            batchEvents: 1,
            batchesInFlight: 1,
          });
          const many = await runPipeline(buildPipeline('x', make(graph).nodes), events, {
            batchEvents,
            checkpointEvents,
            batchesInFlight,
          });
          expect(outcome(many)).toEqual(outcome(one));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('neither loses nor doubles an event when handlers fail, and always accounts for all of them', async () => {
    await fc.assert(
      fc.asyncProperty(drawnGraph, fc.integer({ min: 1, max: 40 }), async (graph, batchEvents) => {
        const told: number[] = [];
        const { finalised, dead, snapshot } = await runPipeline(
          buildPipeline('x', make(graph).nodes),
          events,
          {
            batchEvents,
            checkpointEvents: 5,
            onFinalised: ({ firstOffset, count }) => {
              for (let i = 0; i < count; i++) told.push(firstOffset + i);
            },
          },
        );
        expect(told).toEqual(events.map((_, i) => i));
        const gone = dead.map(({ offset }) => offset + 1);
        expect([...finalised, ...gone].sort((a, b) => a - b)).toEqual(events);
        expect(snapshot).toMatchObject({
          stored: 30,
          finalised: finalised.length,
          dead: dead.length,
          pending: 0,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('goes on after any number of lost checkpoints as if nothing had happened', async () => {
    await fc.assert(
      fc.asyncProperty(drawnGraph, fc.array(fc.nat(6), { maxLength: 4 }), async (graph, crashes) => {
        // What fails once only would fail at another time in another process.
        const steady = graph.map((node) => ({ ...node, flaky: [] }));
        const build = () => buildPipeline('x', make(steady).nodes);
        const whole = await runPipeline(build(), events);
        const checkpoints = new MemoryCheckpoints();
        const commit = checkpoints.commit.bind(checkpoints);
        const options = { checkpoints, batchEvents: 3, checkpointEvents: 4 };
        for (const crash of crashes) {
          const last = checkpoints.count + crash;
          checkpoints.commit = async (...args) => {
            if (checkpoints.count === last) throw new Error('kill -9');
            await commit(...args);
          };
          await runPipeline(build(), events, options).catch(() => {});
        }
        checkpoints.commit = commit;
        await runPipeline(build(), events, options);
        expect(checkpoints.offset).toBe(30);
        expect(outcome({ ...whole, state: checkpoints.parts }).state).toEqual(outcome(whole).state);
      }),
      { numRuns: 40 },
    );
  });
});
