import { type Kysely, sql } from 'kysely';

/** What the triggers below say; also the reason of the refusal. */
const MENSAGEM = 'HORARIO_OCUPADO';

/**
 * Two appointments of one person never overlap, unless one is cancelled: a rule of the database itself, so that it holds
 * for every process that writes the file. Intervals have no unique key in SQLite; a trigger is as tight, because a file
 * has one writer at a time and the trigger runs in that writer's transaction.
 */
export async function forbidOverlaps(db: Kysely<unknown>): Promise<void> {
  // By the end: what is booked lies ahead, so few rows of a person end after its start, however long the history.
  for (const pessoa of ['id_professor', 'id_aluno']) {
    await sql`
      create index ${sql.ref(`agendamentos_vigentes_por_${pessoa}`)} on agendamentos (${sql.ref(pessoa)}, fim)
      where situacao <> 'cancelado'
    `.execute(db);
  }
  for (const [name, event] of [
    ['insert', 'insert'],
    ['update', 'update of id_professor, id_aluno, inicio, fim, situacao'],
  ] as const) {
    await sql`
      create trigger ${sql.ref(`agendamentos_sem_sobreposicao_${name}`)}
      before ${sql.raw(event)} on agendamentos
      when new.situacao <> 'cancelado'
      begin
        select raise(abort, ${sql.lit(MENSAGEM)})
        where exists (${overlapping('id_professor')}) or exists (${overlapping('id_aluno')});
      end
    `.execute(db);
  }
}

/** The plus sign keeps SQLite from the index by start, which would read the whole history. */
const overlapping = (pessoa: 'id_professor' | 'id_aluno') => sql`
  select 1 from agendamentos as outro
  where outro.${sql.ref(pessoa)} in (new.id_professor, new.id_aluno)
    and outro.situacao <> 'cancelado'
    and outro.fim > new.inicio
    and +outro.inicio < new.fim
    and outro.id <> new.id
`;

/** Whether a write was refused because it overlaps. */
export const isOverlap = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'SQLITE_CONSTRAINT_TRIGGER' &&
  error.message === MENSAGEM;
