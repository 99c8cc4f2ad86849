import type { Aviso } from '../domain/aviso.js';
import type { Inscricao, Transicao } from '../domain/inscricao.js';
import type { Connection } from './read-cursos.js';

/** Stores what an enrolment became, the lessons that changed, and the events after those that are there. */
export async function writeTransicao(
  db: Connection,
  { inscricao, eventos }: Transicao,
  antes: Inscricao | undefined,
): Promise<void> {
  const key = { id_usuario: inscricao.idUsuario, id_curso: inscricao.idCurso };
  const set = {
    situacao: inscricao.situacao,
    inscrito_em: inscricao.inscritoEm.getTime(),
    cancelada_em: inscricao.canceladaEm?.getTime() ?? null,
    concluida_em: inscricao.concluidaEm?.getTime() ?? null,
  };
  await db
    .insertInto('inscricoes')
    .values({ ...key, ...set })
    .onConflict((conflict) => conflict.columns(['id_usuario', 'id_curso']).doUpdateSet(set))
    .execute();
  const before = antes?.aulasConcluidas ?? new Set<string>();
  for (const id_aula of [...inscricao.aulasConcluidas].filter((id) => !before.has(id))) {
    await db
      .insertInto('aulas_concluidas')
      .values({ ...key, id_aula })
      .execute();
  }
  for (const id_aula of [...before].filter((id) => !inscricao.aulasConcluidas.has(id))) {
    await db
      .deleteFrom('aulas_concluidas')
      .where('id_usuario', '=', key.id_usuario)
      .where('id_curso', '=', key.id_curso)
      .where('id_aula', '=', id_aula)
      .execute();
  }
  const { ultima } = await db
    .selectFrom('eventos_inscricao')
    .select((e) => e.fn.max('sequencia').as('ultima'))
    .where('id_usuario', '=', key.id_usuario)
    .where('id_curso', '=', key.id_curso)
    .executeTakeFirstOrThrow();
  let sequencia = ultima ?? 0;
  for (const { tipo, ocorridoEm, idAula } of eventos) {
    sequencia += 1;
    await db
      .insertInto('eventos_inscricao')
      .values({ ...key, sequencia, tipo, ocorrido_em: ocorridoEm.getTime(), id_aula: idAula ?? null })
      .execute();
  }
}

/** Queues notices, due at once. */
export async function writeAvisos(
  db: Connection,
  avisos: readonly Aviso[],
  criadoEm: Date | undefined,
): Promise<void> {
  const criado_em = criadoEm?.getTime() ?? 0;
  for (const { id, idUsuario, titulo, mensagem, dados } of avisos) {
    await db
      .insertInto('avisos')
      .values({
        id,
        id_usuario: idUsuario,
        titulo,
        mensagem,
        dados: JSON.stringify(dados),
        criado_em,
        tentativas: 0,
        proxima_em: criado_em,
        ultimo_erro: '',
      })
      .execute();
  }
}
