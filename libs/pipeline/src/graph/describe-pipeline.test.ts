import { buildPipeline } from './build-pipeline.js';
import { describePipeline } from './describe-pipeline.js';
import { kind } from './kind.js';
import { handler, sink, source } from './make-node.js';

const Texto = kind<string>('texto');

describe('describePipeline', () => {
  it('draws sources, nodes with state, threads, sinks and the kinds between them', () => {
    const state = { save: () => new Uint8Array(), load: () => {} };
    const texts = source({ name: 'textos', emits: Texto });
    const heavy = handler({
      name: 'pesar',
      accepts: Texto,
      after: texts,
      emits: Texto,
      parallel: { worker: 'x.mjs', threads: 2 },
    });
    const count = handler({
      name: 'contar',
      accepts: Texto,
      after: heavy,
      emits: Texto,
      state: { state },
      handle: (t) => t,
    });
    const end = sink({ name: 'fim', accepts: Texto, after: count, state: { state }, handle: () => {} });
    expect(describePipeline(buildPipeline('teste', [texts, heavy, count, end]))).toBe(`flowchart LR
  n0(["textos"])
  n1["pesar × 2"]
  subgraph s2["event by event"]
    n2[("contar")]
    n3[("fim")]
  end
  n0 -->|"texto"| n1
  n1 -->|"texto"| n2
  n2 -->|"texto"| n3
`);
  });
});
