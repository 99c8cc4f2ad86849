import fc from 'fast-check';
import { type CursoNoGrafo, cicloAPartirDe, dependentesDe, type Grafo } from './pre-requisitos.js';

const grafo = (arestas: Readonly<Record<string, readonly string[]>>): Grafo =>
  new Map(
    Object.entries(arestas).map(([id, preRequisitos]): [string, CursoNoGrafo] => [
      id,
      { id, titulo: id, situacao: 'publicado', preRequisitos },
    ]),
  );

describe('cicloAPartirDe', () => {
  it('finds a course that requires itself', () => {
    expect(cicloAPartirDe(grafo({ a: ['a'] }), 'a')).toEqual(['a', 'a']);
  });

  it('tells the way around', () => {
    expect(cicloAPartirDe(grafo({ a: ['b'], b: ['x', 'c'], c: ['a'], x: [] }), 'a')).toEqual([
      'a',
      'b',
      'c',
      'a',
    ]);
  });

  it('lets two ways lead to one course', () => {
    expect(cicloAPartirDe(grafo({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }), 'a')).toBeUndefined();
  });

  it('ends in a cycle that does not pass through the course', () => {
    expect(cicloAPartirDe(grafo({ a: ['b'], b: ['c'], c: ['b'] }), 'a')).toBeUndefined();
  });

  it('goes through a chain of 100,000 courses', () => {
    const chain = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`c${i}`, [`c${i + 1}`]]));
    expect(cicloAPartirDe(grafo(chain), 'c0')).toBeUndefined();
  });

  it('finds a cycle exactly when the course can be reached from itself', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'];
    const edges = fc.dictionary(fc.constantFrom(...nodes), fc.uniqueArray(fc.constantFrom(...nodes)), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(edges, (arestas) => {
        const reached = new Set(arestas.a ?? []);
        for (const id of reached) for (const next of arestas[id] ?? []) reached.add(next);
        const ciclo = cicloAPartirDe(grafo(arestas), 'a');
        expect(ciclo !== undefined).toBe(reached.has('a'));
        ciclo?.slice(1).forEach((id, i) => {
          expect(arestas[ciclo[i] ?? '']).toContain(id);
        });
      }),
    );
  });
});

describe('dependentesDe', () => {
  it('names the courses that require one, and not itself', () => {
    const todos = grafo({ a: ['a'], b: ['a'], c: ['b'] });
    expect(dependentesDe(todos, 'a').map(({ id }) => id)).toEqual(['b']);
  });
});
