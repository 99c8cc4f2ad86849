import { aulasDe, aulasPublicadas, type Curso } from './curso.js';
import {
  cursoExigido,
  cursoGrandeDemais,
  cursoSemAulaPublicada,
  preRequisitoCiclico,
  preRequisitoDesconhecido,
  preRequisitoNaoPublicado,
} from './errors.js';
import { cicloAPartirDe, comCursos, dependentesDe, type Grafo } from './pre-requisitos.js';

/** Bounds that keep a course, without its lessons' text, well inside one message of 4 MiB. */
export const MAX_MODULOS = 100;
export const MAX_AULAS = 500;

/**
 * What holds of every stored course, whatever was edited: prerequisites exist and form no cycle; a published course has
 * a published lesson and published prerequisites; what a published course requires stays published.
 *
 * @param grafo the other courses; an older version of this one in it is ignored
 * @throws DomainError naming the first rule that does not hold
 */
export function conferir(curso: Curso, grafo: Grafo): Curso {
  if (curso.modulos.length > MAX_MODULOS) throw cursoGrandeDemais(`${MAX_MODULOS} módulos`);
  if (aulasDe(curso).length > MAX_AULAS) throw cursoGrandeDemais(`${MAX_AULAS} aulas`);
  const depois = comCursos(grafo, [curso]);
  const desconhecidos = curso.preRequisitos.filter((id) => !depois.has(id));
  if (desconhecidos.length > 0) throw preRequisitoDesconhecido(desconhecidos);
  const ciclo = cicloAPartirDe(depois, curso.id);
  if (ciclo !== undefined) throw preRequisitoCiclico(ciclo);
  if (curso.situacao === 'publicado') conferirPublicado(curso, depois);
  else conferirRascunho(curso, depois);
  return curso;
}

function conferirPublicado(curso: Curso, grafo: Grafo): void {
  if (aulasPublicadas(curso).length === 0) throw cursoSemAulaPublicada(curso.id);
  const rascunhos = curso.preRequisitos.filter((id) => grafo.get(id)?.situacao !== 'publicado');
  if (rascunhos.length > 0) throw preRequisitoNaoPublicado(rascunhos);
}

function conferirRascunho({ id }: Curso, grafo: Grafo): void {
  const exigidoPor = dependentesDe(grafo, id).filter(({ situacao }) => situacao === 'publicado');
  if (exigidoPor.length > 0)
    throw cursoExigido(
      id,
      exigidoPor.map((curso) => curso.id),
    );
}
