import type { Selectable } from 'kysely';
import type { AulaResumida } from '../domain/curso.js';
import type { Inscricao } from '../domain/inscricao.js';
import { groupBy } from './group-by.js';
import type { CursosTables } from './migrations.js';
import type { Connection } from './read-cursos.js';

type Row = Selectable<CursosTables['inscricoes']>;

export async function readInscricao(
  db: Connection,
  idCurso: string,
  idUsuario: string,
): Promise<Inscricao | undefined> {
  const row = await db
    .selectFrom('inscricoes')
    .selectAll()
    .where('id_usuario', '=', idUsuario)
    .where('id_curso', '=', idCurso)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return inscricaoOf(row, (await readConcluidas(db, idUsuario, [idCurso])).get(idCurso) ?? []);
}

/** Ids of the lessons a user completed, by course. */
export async function readConcluidas(
  db: Connection,
  idUsuario: string,
  idsCursos: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('aulas_concluidas')
    .select(['id_curso', 'id_aula'])
    .where('id_usuario', '=', idUsuario)
    .where('id_curso', 'in', idsCursos)
    .execute();
  return groupBy(
    rows,
    ({ id_curso }) => id_curso,
    ({ id_aula }) => id_aula,
  );
}

/** Published lessons in reading order, by course. */
export async function readPublicadas(
  db: Connection,
  idsCursos: readonly string[],
): Promise<Map<string, AulaResumida[]>> {
  const rows = await db
    .selectFrom('aulas')
    .innerJoin('modulos', (join) =>
      join.onRef('modulos.id_curso', '=', 'aulas.id_curso').onRef('modulos.id', '=', 'aulas.id_modulo'),
    )
    .select(['aulas.id_curso', 'aulas.id', 'aulas.id_modulo', 'aulas.titulo'])
    .where('aulas.id_curso', 'in', idsCursos)
    .where('aulas.situacao', '=', 'publicada')
    .orderBy('modulos.posicao')
    .orderBy('aulas.posicao')
    .execute();
  return groupBy(
    rows,
    ({ id_curso }) => id_curso,
    ({ id, id_modulo, titulo }) => ({ id, idModulo: id_modulo, titulo }),
  );
}

/** Prerequisites of a course that the user has not completed. */
export async function readPendentes(
  db: Connection,
  idCurso: string,
  idUsuario: string,
): Promise<readonly { id: string; titulo: string }[]> {
  return db
    .selectFrom('pre_requisitos')
    .innerJoin('cursos', 'cursos.id', 'pre_requisitos.id_requisito')
    .leftJoin('inscricoes', (join) =>
      join
        .onRef('inscricoes.id_curso', '=', 'pre_requisitos.id_requisito')
        .on('inscricoes.id_usuario', '=', idUsuario),
    )
    .select(['cursos.id', 'cursos.titulo'])
    .where('pre_requisitos.id_curso', '=', idCurso)
    .where('inscricoes.concluida_em', 'is', null)
    .orderBy('pre_requisitos.posicao')
    .execute();
}

export const inscricaoOf = (row: Row, concluidas: readonly string[]): Inscricao => ({
  idCurso: row.id_curso,
  idUsuario: row.id_usuario,
  situacao: row.situacao,
  inscritoEm: new Date(row.inscrito_em),
  canceladaEm: row.cancelada_em === null ? undefined : new Date(row.cancelada_em),
  concluidaEm: row.concluida_em === null ? undefined : new Date(row.concluida_em),
  aulasConcluidas: new Set(concluidas),
});
