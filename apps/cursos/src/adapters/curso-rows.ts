import type { Selectable } from 'kysely';
import type { Aula, AulaLida, Curso, Modulo } from '../domain/curso.js';
import { normalizar } from '../domain/texto.js';
import { groupBy } from './group-by.js';
import type { CursosTables } from './migrations.js';

/** Courses as rows, both ways. */

export type CursoRow = Selectable<CursosTables['cursos']>;
export type ModuloRow = Selectable<CursosTables['modulos']>;
export type AulaRow = Omit<Selectable<CursosTables['aulas']>, 'conteudo'> & { conteudo?: string };

export function cursoOf(row: CursoRow, preRequisitos: readonly string[], modulos: readonly Modulo[]): Curso {
  return {
    id: row.id,
    titulo: row.titulo,
    resumo: row.resumo,
    descricao: row.descricao,
    situacao: row.situacao,
    preRequisitos,
    etiquetas: JSON.parse(row.etiquetas),
    autoria: row.autoria,
    licenca: row.licenca,
    modulos,
    criadoEm: new Date(row.criado_em),
    atualizadoEm: new Date(row.atualizado_em),
  };
}

/** @param modulos and aulas in reading order */
export const modulosOf = (modulos: readonly ModuloRow[], aulas: readonly AulaRow[]): readonly Modulo[] => {
  const byModule = groupBy(aulas, ({ id_modulo }) => id_modulo);
  return modulos.map(({ id, titulo, descricao }) => ({
    id,
    titulo,
    descricao,
    aulas: (byModule.get(id) ?? []).map(aulaOf),
  }));
};

const aulaOf = (row: AulaRow): Aula => ({
  id: row.id,
  titulo: row.titulo,
  situacao: row.situacao,
  duracaoMinutos: row.duracao_minutos,
  criadoEm: new Date(row.criado_em),
  atualizadoEm: new Date(row.atualizado_em),
  ...(row.conteudo === undefined ? {} : { conteudo: row.conteudo }),
});

export const aulaLidaOf = (row: Selectable<CursosTables['aulas']>): AulaLida => ({
  ...aulaOf(row),
  conteudo: row.conteudo,
  idModulo: row.id_modulo,
  posicao: row.posicao,
});

export function cursoRowOf(curso: Curso): CursoRow {
  const aulas = curso.modulos.flatMap((modulo) => modulo.aulas);
  const publicadas = aulas.filter(({ situacao }) => situacao === 'publicada');
  return {
    id: curso.id,
    titulo: curso.titulo,
    resumo: curso.resumo,
    descricao: curso.descricao,
    situacao: curso.situacao,
    etiquetas: JSON.stringify(curso.etiquetas),
    autoria: curso.autoria,
    licenca: curso.licenca,
    ordem: normalizar(curso.titulo),
    busca: textoDeBusca(curso, publicadas),
    busca_rascunhos: textoDeBusca(curso, aulas),
    criado_em: curso.criadoEm.getTime(),
    atualizado_em: curso.atualizadoEm.getTime(),
  };
}

/** Parts stand on lines of their own, which no searched word spans. */
export const textoDeBusca = (curso: Curso, aulas: readonly Aula[]): string =>
  [curso.titulo, curso.resumo, ...curso.etiquetas, ...aulas.map(({ titulo }) => titulo)]
    .map(normalizar)
    .join('\n');

export const moduloRowsOf = (curso: Curso): ModuloRow[] =>
  curso.modulos.map(({ id, titulo, descricao }, i) => ({
    id_curso: curso.id,
    id,
    titulo,
    descricao,
    posicao: i + 1,
  }));

export const aulaRowsOf = (curso: Curso): AulaRow[] =>
  curso.modulos.flatMap((modulo) =>
    modulo.aulas.map((aula, i) => ({
      id_curso: curso.id,
      id: aula.id,
      id_modulo: modulo.id,
      titulo: aula.titulo,
      situacao: aula.situacao,
      duracao_minutos: aula.duracaoMinutos,
      posicao: i + 1,
      criado_em: aula.criadoEm.getTime(),
      atualizado_em: aula.atualizadoEm.getTime(),
      conteudo: aula.conteudo,
    })),
  );
