import type { Curso } from '../domain/curso.js';
import { aulaRowsOf, cursoRowOf, moduloRowsOf } from './curso-rows.js';
import type { Connection } from './read-cursos.js';

/**
 * Makes the stored course equal to the tree. Rows are changed in place, because enrolments and progress hang on them;
 * what left the tree is deleted last, when its lessons have found their new modules.
 */
export async function writeCurso(db: Connection, curso: Curso, antes: Curso | undefined): Promise<void> {
  await writeHead(db, curso);
  const modulos = moduloRowsOf(curso);
  const unchanged = new Set(
    (antes === undefined ? [] : moduloRowsOf(antes)).map((row) => JSON.stringify(row)),
  );
  for (const row of modulos.filter((candidate) => !unchanged.has(JSON.stringify(candidate)))) {
    const { id_curso: _curso, id: _id, ...set } = row;
    await db
      .insertInto('modulos')
      .values(row)
      .onConflict((conflict) => conflict.columns(['id_curso', 'id']).doUpdateSet(set))
      .execute();
  }
  await writeAulas(db, curso, antes);
  const ids = new Set(modulos.map(({ id }) => id));
  for (const { id } of antes?.modulos.filter((modulo) => !ids.has(modulo.id)) ?? []) {
    await db.deleteFrom('modulos').where('id_curso', '=', curso.id).where('id', '=', id).execute();
  }
}

async function writeHead(db: Connection, curso: Curso): Promise<void> {
  const row = cursoRowOf(curso);
  const { id, ...set } = row;
  await db
    .insertInto('cursos')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(set))
    .execute();
  await db.deleteFrom('pre_requisitos').where('id_curso', '=', id).execute();
  if (curso.preRequisitos.length > 0) {
    const requisitos = curso.preRequisitos.map((id_requisito, i) => ({
      id_curso: id,
      id_requisito,
      posicao: i + 1,
    }));
    await db.insertInto('pre_requisitos').values(requisitos).execute();
  }
}

async function writeAulas(db: Connection, curso: Curso, antes: Curso | undefined): Promise<void> {
  const rows = aulaRowsOf(curso);
  const known = new Map((antes === undefined ? [] : aulaRowsOf(antes)).map((row) => [row.id, row]));
  for (const row of rows) {
    const before = known.get(row.id);
    if (before === undefined) {
      await db
        .insertInto('aulas')
        .values({ ...row, conteudo: row.conteudo ?? '' })
        .execute();
    } else if (JSON.stringify(before) !== JSON.stringify(row)) {
      const { id_curso, id, conteudo, ...set } = row;
      await db
        .updateTable('aulas')
        .set(conteudo === undefined ? set : { ...set, conteudo })
        .where('id_curso', '=', id_curso)
        .where('id', '=', id)
        .execute();
    }
    known.delete(row.id);
  }
  for (const id of known.keys()) {
    await db.deleteFrom('aulas').where('id_curso', '=', curso.id).where('id', '=', id).execute();
  }
}
