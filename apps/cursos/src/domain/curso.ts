export type SituacaoCurso = 'rascunho' | 'publicado';
export type SituacaoAula = 'rascunho' | 'publicada';

/** A course with its modules and lessons in reading order; a place in these lists is the `posicao` people see. */
export interface Curso {
  readonly id: string;
  readonly titulo: string;
  readonly resumo: string;
  /** Markdown. */
  readonly descricao: string;
  readonly situacao: SituacaoCurso;
  readonly preRequisitos: readonly string[];
  readonly etiquetas: readonly string[];
  readonly autoria: string;
  readonly licenca: string;
  readonly modulos: readonly Modulo[];
  readonly criadoEm: Date;
  readonly atualizadoEm: Date;
}

export interface Modulo {
  /** Unique within the course. */
  readonly id: string;
  readonly titulo: string;
  /** Markdown. */
  readonly descricao: string;
  readonly aulas: readonly Aula[];
}

export interface Aula {
  /** Unique within the course. */
  readonly id: string;
  readonly titulo: string;
  readonly situacao: SituacaoAula;
  readonly duracaoMinutos: number;
  readonly criadoEm: Date;
  readonly atualizadoEm: Date;
  /** Markdown. Absent where the text was not read; a write without it leaves the stored text as it is. */
  readonly conteudo?: string;
}

/** A lesson with its text and its place. */
export interface AulaLida extends Aula {
  readonly conteudo: string;
  readonly idModulo: string;
  /** 1-based, within the module. */
  readonly posicao: number;
}

/** Enough of a lesson to point at it. */
export interface AulaResumida {
  readonly id: string;
  readonly idModulo: string;
  readonly titulo: string;
}

/** Every lesson of a course in reading order, drafts included. */
export const aulasDe = (curso: Curso): readonly Aula[] => curso.modulos.flatMap(({ aulas }) => aulas);

/** What students see of a course, in reading order. */
export const aulasPublicadas = (curso: Curso): readonly AulaResumida[] =>
  curso.modulos.flatMap((modulo) =>
    modulo.aulas
      .filter(({ situacao }) => situacao === 'publicada')
      .map(({ id, titulo }) => ({ id, idModulo: modulo.id, titulo })),
  );

/** The course without its draft lessons. */
export const semRascunhos = (curso: Curso): Curso => ({
  ...curso,
  modulos: curso.modulos.map((modulo) => ({
    ...modulo,
    aulas: modulo.aulas.filter(({ situacao }) => situacao === 'publicada'),
  })),
});
