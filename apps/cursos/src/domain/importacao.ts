import { type Aula, aulasDe, type Curso } from './curso.js';

/** A course as a folder of Markdown tells it: everything but the times. */
export type CursoEscrito = Omit<Curso, 'criadoEm' | 'atualizadoEm' | 'modulos'> & {
  readonly modulos: readonly ModuloEscrito[];
};
export interface ModuloEscrito {
  readonly id: string;
  readonly titulo: string;
  readonly descricao: string;
  readonly aulas: readonly AulaEscrita[];
}
export type AulaEscrita = Omit<Aula, 'criadoEm' | 'atualizadoEm' | 'conteudo'> & {
  readonly conteudo: string;
};

/** What an import does to one course. */
export interface Relatorio {
  readonly idCurso: string;
  readonly resultado: 'criado' | 'alterado' | 'igual';
  readonly aulasNovas: readonly string[];
  readonly aulasAlteradas: readonly string[];
  /** They go with the progress recorded on them. */
  readonly aulasRemovidas: readonly string[];
}

/**
 * The course as the folder tells it, in place of the stored one. What is the same keeps its times; lessons are known by
 * id, so that moving or renaming one keeps the progress recorded on it.
 *
 * @param atual the stored course with the text of its lessons
 * @returns no course when the stored one is the same
 */
export function importar(
  atual: Curso | undefined,
  escrito: CursoEscrito,
  agora: Date,
): { readonly curso?: Curso; readonly relatorio: Relatorio } {
  const conhecidas = new Map(atual === undefined ? [] : aulasDe(atual).map((aula) => [aula.id, aula]));
  const modulos = escrito.modulos.map((modulo) => ({
    ...modulo,
    aulas: modulo.aulas.map((aula) => comTempos(aula, conhecidas.get(aula.id), agora)),
  }));
  const curso: Curso = { ...escrito, modulos, criadoEm: atual?.criadoEm ?? agora, atualizadoEm: agora };
  const novas = aulasDe(curso);
  const relatorio: Relatorio = {
    idCurso: curso.id,
    resultado: atual === undefined ? 'criado' : 'alterado',
    aulasNovas: novas.filter(({ id }) => !conhecidas.has(id)).map(({ id }) => id),
    aulasAlteradas: novas
      .filter((aula) => conhecidas.has(aula.id) && aula.atualizadoEm === agora)
      .map(({ id }) => id),
    aulasRemovidas: [...conhecidas.keys()].filter((id) => !novas.some((aula) => aula.id === id)),
  };
  if (atual !== undefined && igual(atual, curso)) return { relatorio: { ...relatorio, resultado: 'igual' } };
  return { curso, relatorio };
}

function comTempos(escrita: AulaEscrita, atual: Aula | undefined, agora: Date): Aula {
  const mudou =
    atual === undefined ||
    atual.titulo !== escrita.titulo ||
    atual.situacao !== escrita.situacao ||
    atual.duracaoMinutos !== escrita.duracaoMinutos ||
    atual.conteudo !== escrita.conteudo;
  return mudou ? { ...escrita, criadoEm: atual?.criadoEm ?? agora, atualizadoEm: agora } : atual;
}

/** Whether two versions differ in nothing but the course's own times. */
const igual = (a: Curso, b: Curso): boolean => escritaDe(a) === escritaDe(b);

const escritaDe = (curso: Curso): string =>
  JSON.stringify([
    curso.titulo,
    curso.resumo,
    curso.descricao,
    curso.situacao,
    curso.preRequisitos,
    curso.etiquetas,
    curso.autoria,
    curso.licenca,
    curso.modulos.map(({ id, titulo, descricao, aulas }) => [
      id,
      titulo,
      descricao,
      aulas.map((aula) => [aula.id, aula.titulo, aula.situacao, aula.duracaoMinutos, aula.conteudo]),
    ]),
  ]);
