import type { Kysely } from 'kysely';
import type { Curso } from '../domain/curso.js';
import type { CursoNoGrafo, Grafo } from '../domain/pre-requisitos.js';
import { type AulaRow, cursoOf, modulosOf } from './curso-rows.js';
import { groupBy } from './group-by.js';
import type { CursosTables } from './migrations.js';

/** A database, or a transaction on one. */
export type Connection = Kysely<CursosTables>;

const SEM_TEXTO = [
  'aulas.id_curso',
  'aulas.id',
  'aulas.id_modulo',
  'aulas.titulo',
  'aulas.situacao',
  'aulas.duracao_minutos',
  'aulas.posicao',
  'aulas.criado_em',
  'aulas.atualizado_em',
] as const;

/** The trees of those courses that exist, by id. */
export async function readCursos(
  db: Connection,
  ids: readonly string[],
  { comTextos = false }: { readonly comTextos?: boolean } = {},
): Promise<Map<string, Curso>> {
  if (ids.length === 0) return new Map();
  const cursos = await db.selectFrom('cursos').selectAll().where('id', 'in', ids).execute();
  const requisitos = await readPreRequisitos(db, ids);
  const modulos = await db
    .selectFrom('modulos')
    .selectAll()
    .where('id_curso', 'in', ids)
    .orderBy('posicao')
    .execute();
  const aulas: AulaRow[] = await db
    .selectFrom('aulas')
    .select(SEM_TEXTO)
    .$if(comTextos, (query) => query.select('aulas.conteudo'))
    .where('id_curso', 'in', ids)
    .orderBy('posicao')
    .execute();
  const modulosDe = groupBy(modulos, ({ id_curso }) => id_curso);
  const aulasDe = groupBy(aulas, ({ id_curso }) => id_curso);
  return new Map(
    cursos.map((row) => [
      row.id,
      cursoOf(
        row,
        requisitos.get(row.id) ?? [],
        modulosOf(modulosDe.get(row.id) ?? [], aulasDe.get(row.id) ?? []),
      ),
    ]),
  );
}

/** What each course requires, in the order it was written. */
export async function readPreRequisitos(
  db: Connection,
  ids?: readonly string[],
): Promise<Map<string, string[]>> {
  if (ids?.length === 0) return new Map();
  const rows = await db
    .selectFrom('pre_requisitos')
    .select(['id_curso', 'id_requisito'])
    .$if(ids !== undefined, (query) => query.where('id_curso', 'in', ids ?? []))
    .orderBy('posicao')
    .execute();
  return groupBy(
    rows,
    ({ id_curso }) => id_curso,
    ({ id_requisito }) => id_requisito,
  );
}

export async function readGrafo(db: Connection): Promise<Grafo> {
  const cursos = await db.selectFrom('cursos').select(['id', 'titulo', 'situacao']).execute();
  const requisitos = await readPreRequisitos(db);
  return new Map(
    cursos.map((curso): [string, CursoNoGrafo] => [
      curso.id,
      { ...curso, preRequisitos: requisitos.get(curso.id) ?? [] },
    ]),
  );
}
