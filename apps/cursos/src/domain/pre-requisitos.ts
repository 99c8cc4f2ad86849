import type { SituacaoCurso } from './curso.js';

/** A course as the rules of other courses see it. */
export interface CursoNoGrafo {
  readonly id: string;
  readonly titulo: string;
  readonly situacao: SituacaoCurso;
  readonly preRequisitos: readonly string[];
}

/** Every course with what it requires, by id. */
export type Grafo = ReadonlyMap<string, CursoNoGrafo>;

/** The graph with some courses put in the place of what was there. */
export const comCursos = (grafo: Grafo, cursos: readonly CursoNoGrafo[]): Grafo =>
  new Map([...grafo, ...cursos.map((curso) => [curso.id, curso] as const)]);

/**
 * A way from a course back to itself along prerequisites, both ends included; undefined when there is none. Courses are
 * visited once each, without recursion, so a long chain costs neither time nor stack.
 */
export function cicloAPartirDe(grafo: Grafo, id: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const open = [id];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const next of grafo.get(current)?.preRequisitos ?? []) {
      if (next === id) return [...caminhoAte(cameFrom, id, current), id];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, current);
      open.push(next);
    }
  }
  return undefined;
}

function caminhoAte(cameFrom: ReadonlyMap<string, string>, from: string, to: string): string[] {
  const path = [to];
  for (let step = to; step !== from; ) {
    step = cameFrom.get(step) ?? from;
    path.unshift(step);
  }
  return path;
}

/** The courses that name this one as a prerequisite. */
export const dependentesDe = (grafo: Grafo, id: string): readonly CursoNoGrafo[] =>
  [...grafo.values()].filter((curso) => curso.id !== id && curso.preRequisitos.includes(id));
