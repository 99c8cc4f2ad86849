import { buildPipeline, handler, kind, sink, source } from '@trilha/pipeline';
import { runPipeline } from '@trilha/pipeline/testing';

const Texto = kind<string>('texto');
const Letras = kind<number>('letras');

it('measures texts', async () => {
  const found: number[] = [];
  const textos = source({ name: 'textos', emits: Texto });
  const medir = handler({
    name: 'medir',
    accepts: Texto,
    after: textos,
    emits: Letras,
    handle: (texto) => texto.length,
  });
  const ver = sink({ name: 'ver', accepts: Letras, after: medir, handle: (n) => found.push(n) });
  const run = await runPipeline(buildPipeline('letras', [textos, medir, ver]), ['oi', 'olá']);
  expect([run.finalised, run.dead, found]).toEqual([['oi', 'olá'], [], [2, 3]]);
});
