import type { Stateful } from '../state/stateful.js';
import { buildPipeline } from './build-pipeline.js';
import { kind } from './kind.js';
import { handler, sink, source } from './make-node.js';
import type { PipelineNode } from './node.js';
import { PipelineError } from './pipeline-error.js';

const Texto = kind<string>('texto');
const Numero = kind<number>('numero');

const texts = source({ name: 'textos', emits: Texto });
const measure = handler({
  name: 'medir',
  accepts: Texto,
  after: texts,
  emits: Numero,
  handle: (texto) => texto.length,
});
const state = (): Stateful => ({ save: () => new Uint8Array(), load: () => {} });

function faultsOf(nodes: readonly PipelineNode[]): readonly string[] {
  try {
    buildPipeline('teste', nodes);
  } catch (error) {
    if (error instanceof PipelineError) return error.faults.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('buildPipeline', () => {
  it('puts nodes in an order in which each comes after those it needs', () => {
    const last = sink({ name: 'guardar', accepts: Numero, after: measure, handle: () => {} });
    const { nodes } = buildPipeline('teste', [last, measure, texts]);
    expect(nodes.map(({ name }) => name)).toEqual(['textos', 'medir', 'guardar']);
  });

  it('names an unknown node and the one that was probably meant', () => {
    const lost = sink({ name: 'guardar', accepts: Numero, after: 'medri', handle: () => {} });
    expect(faultsOf([texts, measure, lost])).toEqual([
      '"guardar" comes after "medri", which is not in the pipeline; did you mean "medir"?',
    ]);
  });

  it('proposes nothing when no name is near', () => {
    const lost = sink({ name: 'guardar', accepts: Numero, after: 'xyz', handle: () => {} });
    expect(faultsOf([texts, measure, lost])).toEqual([
      '"guardar" comes after "xyz", which is not in the pipeline',
    ]);
  });

  it('shows the way round a cycle in the direction of the flow', () => {
    const a = handler({
      name: 'a',
      accepts: [Texto, Texto],
      after: [texts, 'c'],
      emits: Texto,
      handle: ([t]) => t,
    });
    const b = handler({ name: 'b', accepts: Texto, after: a, emits: Texto, handle: (t) => t });
    const c = handler({ name: 'c', accepts: Texto, after: b, emits: Texto, handle: (t) => t });
    expect(faultsOf([texts, a, b, c])).toEqual(['the graph has a cycle: a → b → c → a']);
  });

  it('names both ends where kinds do not fit', () => {
    const wrong = sink({ name: 'somar', accepts: Numero, after: 'textos', handle: () => {} });
    expect(faultsOf([texts, wrong])).toEqual(['"textos" emits texto, but "somar" accepts numero from it']);
  });

  it('refuses a node after a sink', () => {
    const end = sink({ name: 'fim', accepts: Texto, after: texts, handle: () => {} });
    const beyond = sink({ name: 'depois', accepts: Texto, after: 'fim', handle: () => {} });
    expect(faultsOf([texts, end, beyond])).toEqual([
      '"depois" comes after "fim", which is a sink and emits nothing',
    ]);
  });

  it('refuses two nodes of one name', () => {
    expect(faultsOf([texts, measure, measure])).toEqual(['2 nodes are named "medir"; names must be unique']);
  });

  it('refuses a graph without a source', () => {
    expect(faultsOf([])).toEqual(['there is no source: no event would enter']);
  });

  it('says which nodes nothing reaches, and why', () => {
    const island = { ...measure, name: 'ilha', after: [], accepts: [] };
    const beach = sink({ name: 'praia', accepts: Numero, after: 'ilha', handle: () => {} });
    expect(faultsOf([texts, island, beach])).toEqual([
      'no event reaches "ilha": it comes after no node',
      'no event reaches "praia": nothing reaches "ilha"',
    ]);
  });

  it('lists every fault in one error', () => {
    const lost = sink({ name: 'guardar', accepts: Texto, after: 'nada aqui', handle: () => {} });
    const wrong = sink({ name: 'somar', accepts: Numero, after: 'textos', attempts: 0, handle: () => {} });
    const build = (): unknown => buildPipeline('teste', [texts, texts, lost, wrong]);
    expect(build).toThrow(PipelineError);
    expect(build).toThrow(/^pipeline teste cannot be built:\n- 2 nodes.*\n- "guardar".*\n- "textos" emits/);
    expect(faultsOf([texts, texts, lost, wrong])).toHaveLength(4);
  });

  it('refuses an async function where a value is expected', () => {
    const late = sink({ name: 'tarde', accepts: Texto, after: texts, handle: async () => {} });
    expect(faultsOf([texts, late])).toEqual(['"tarde" has an async handle: name it handleAsync']);
  });

  it('refuses two objects under one name of a state', () => {
    const one = sink({
      name: 'um',
      accepts: Texto,
      after: texts,
      state: { total: state() },
      handle: () => {},
    });
    const two = sink({
      name: 'dois',
      accepts: Texto,
      after: texts,
      state: { total: state() },
      handle: () => {},
    });
    expect(faultsOf([texts, one, two])).toEqual([
      '"um" and "dois" both name a state "total", but they are two objects',
    ]);
  });

  it('refuses batches, threads and concurrency for a node with state', () => {
    const common = { accepts: Texto, after: texts, state: { total: state() } } as const;
    const batch = sink({ ...common, name: 'lote', handleBatch: () => [] });
    expect(faultsOf([texts, batch])).toEqual([
      '"lote" has state, so it must take events one by one: give it handle or handleAsync',
    ]);
    const wide = sink({ ...common, name: 'largo', concurrency: 4, handleAsync: async () => {} });
    expect(faultsOf([texts, wide])).toEqual(['"largo" has state, so its concurrency must be 1, not 4']);
  });

  it('runs nodes that share a state, and those between them, as one segment', () => {
    const model = { modelo: state() };
    const predict = handler({
      name: 'prever',
      accepts: Texto,
      after: texts,
      state: model,
      emits: Texto,
      handle: (t) => t,
    });
    const judge = handler({
      name: 'avaliar',
      accepts: Texto,
      after: predict,
      emits: Texto,
      handle: (t) => t,
    });
    const learn = sink({ name: 'aprender', accepts: Texto, after: judge, state: model, handle: () => {} });
    const { segments } = buildPipeline('teste', [texts, measure, predict, judge, learn]);
    expect(segments.map((segment) => segment.map(({ name }) => name))).toEqual([
      ['textos'],
      ['medir'],
      ['prever', 'avaliar', 'aprender'],
    ]);
  });

  it('refuses a batch handler between nodes that share a state', () => {
    const model = { modelo: state() };
    const predict = handler({
      name: 'prever',
      accepts: Texto,
      after: texts,
      state: model,
      emits: Texto,
      handle: (t) => t,
    });
    const judge = handler({
      name: 'avaliar',
      accepts: Texto,
      after: predict,
      emits: Texto,
      handleBatch: (t) => t,
    });
    const learn = sink({ name: 'aprender', accepts: Texto, after: judge, state: model, handle: () => {} });
    expect(faultsOf([texts, predict, judge, learn])).toEqual([
      '"avaliar" lies between nodes that share a state ("prever", "aprender"), so it must take events one by one',
    ]);
  });
});

describe('the types of nodes', () => {
  it('refuse what the graph would refuse', () => {
    // @ts-expect-error a text is no number
    sink({ name: 'x', accepts: Numero, after: texts, handle: () => {} });
    // @ts-expect-error the handler takes what the node accepts
    sink({ name: 'x', accepts: Texto, after: texts, handle: (n: number) => n });
    // @ts-expect-error the handler gives what the node emits
    handler({ name: 'x', accepts: Texto, after: texts, emits: Numero, handle: (t) => t });
    // @ts-expect-error two kinds want two nodes
    sink({ name: 'x', accepts: [Texto, Numero], after: [texts], handle: () => {} });
    // @ts-expect-error one way of handling is needed
    sink({ name: 'x', accepts: Texto, after: texts });
    const any = { name: 'x', accepts: [Texto, Numero], after: [texts, measure], join: 'any' } as const;
    // @ts-expect-error with join any, a value may be missing
    sink({ ...any, handle: ([texto]) => texto.length });
    const both = sink({
      name: 'x',
      accepts: [Texto, Numero],
      after: [texts, measure],
      handle: ([texto, numero]) => texto.length + numero,
    });
    expect(both.after).toEqual(['textos', 'medir']);
  });
});
