import type { Aula, Curso, Modulo } from '../src/domain/curso.js';

/** Courses for tests: a published one with three lessons in two modules unless told otherwise. */

export const INICIO = new Date('2026-03-02T12:00:00Z');

export const aula = (id: string, fields: Partial<Aula> = {}): Aula => ({
  id,
  titulo: `Aula ${id}`,
  situacao: 'publicada',
  duracaoMinutos: 10,
  criadoEm: INICIO,
  atualizadoEm: INICIO,
  conteudo: `Texto de ${id}`,
  ...fields,
});

export const modulo = (id: string, aulas: readonly Aula[] = []): Modulo => ({
  id,
  titulo: `Módulo ${id}`,
  descricao: '',
  aulas,
});

export const curso = (id: string, fields: Partial<Curso> = {}): Curso => ({
  id,
  titulo: `Curso ${id}`,
  resumo: '',
  descricao: '',
  situacao: 'publicado',
  preRequisitos: [],
  etiquetas: [],
  autoria: 'Equipe',
  licenca: 'CC-BY-4.0',
  modulos: [modulo('m1', [aula('a'), aula('b')]), modulo('m2', [aula('c')])],
  criadoEm: INICIO,
  atualizadoEm: INICIO,
  ...fields,
});

/** Ids of lessons by module, as a reader meets them. */
export const ordemDe = ({ modulos }: Curso): Record<string, string[]> =>
  Object.fromEntries(modulos.map(({ id, aulas }) => [id, aulas.map((uma) => uma.id)]));
