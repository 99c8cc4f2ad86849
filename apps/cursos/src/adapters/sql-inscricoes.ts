import { type ExpressionBuilder, sql } from 'kysely';
import type {
  ChaveDeInscricao,
  InscricaoNoCurso,
  Inscricoes,
  MudancaDeInscricao,
  Pagina,
} from '../app/ports.js';
import type { EventoInscricao, Inscricao, Quadro } from '../domain/inscricao.js';
import type { CursosTables } from './migrations.js';
import { type Connection, readCursos } from './read-cursos.js';
import {
  inscricaoOf,
  readConcluidas,
  readInscricao,
  readPendentes,
  readPublicadas,
} from './read-inscricoes.js';
import { writeAvisos, writeTransicao } from './write-inscricao.js';

/** Enrolments in SQL. */
export class SqlInscricoes implements Inscricoes {
  constructor(private readonly db: Connection) {}

  async alterar<T>(
    idCurso: string,
    idUsuario: string,
    decidir: (quadro: Quadro) => MudancaDeInscricao<T>,
  ): Promise<T> {
    return this.db.transaction().execute(async (transaction) => {
      const inscricao = await readInscricao(transaction, idCurso, idUsuario);
      const curso = (await readCursos(transaction, [idCurso])).get(idCurso);
      const pendentes = await readPendentes(transaction, idCurso, idUsuario);
      const { gravar, avisos = [], resposta } = decidir({ idCurso, idUsuario, curso, inscricao, pendentes });
      if (gravar !== undefined) await writeTransicao(transaction, gravar, inscricao);
      await writeAvisos(transaction, avisos, gravar?.eventos.at(-1)?.ocorridoEm);
      return resposta;
    });
  }

  async buscar(idCurso: string, idUsuario: string): Promise<Inscricao | undefined> {
    return readInscricao(this.db, idCurso, idUsuario);
  }

  async doUsuario(
    idUsuario: string,
    { limite, apos, canceladas }: Pagina<ChaveDeInscricao> & { readonly canceladas: boolean },
  ): Promise<readonly InscricaoNoCurso[]> {
    const rows = await this.db
      .selectFrom('inscricoes')
      .innerJoin('cursos', 'cursos.id', 'inscricoes.id_curso')
      .selectAll('inscricoes')
      .select('cursos.titulo')
      .where('id_usuario', '=', idUsuario)
      .$if(!canceladas, (query) => query.where('inscricoes.situacao', 'in', ['ativa', 'concluida']))
      .$if(apos !== undefined, (query) =>
        query.where(
          sql<boolean>`(inscrito_em, id_curso) < (${apos?.inscritoEm.getTime()}, ${apos?.idCurso})`,
        ),
      )
      .orderBy('inscrito_em', 'desc')
      .orderBy('id_curso', 'desc')
      .limit(limite)
      .execute();
    if (rows.length === 0) return [];
    const ids = rows.map(({ id_curso }) => id_curso);
    const [aulas, concluidas] = await Promise.all([
      readPublicadas(this.db, ids),
      readConcluidas(this.db, idUsuario, ids),
    ]);
    return rows.map((row) => ({
      inscricao: inscricaoOf(row, concluidas.get(row.id_curso) ?? []),
      tituloCurso: row.titulo,
      aulas: aulas.get(row.id_curso) ?? [],
    }));
  }

  async historico(idCurso: string, idUsuario: string): Promise<readonly EventoInscricao[]> {
    const rows = await this.db
      .selectFrom('eventos_inscricao')
      .select(['tipo', 'ocorrido_em', 'id_aula'])
      .where('id_usuario', '=', idUsuario)
      .where('id_curso', '=', idCurso)
      .orderBy('sequencia')
      .execute();
    return rows.map(({ tipo, ocorrido_em, id_aula }) => ({
      tipo,
      ocorridoEm: new Date(ocorrido_em),
      idAula: id_aula ?? undefined,
    }));
  }

  async ativos(idCurso: string, pagina: Pagina<string>): Promise<readonly string[]> {
    const rows = await this.selectAtivos(idCurso, pagina).execute();
    return rows.map(({ id_usuario }) => id_usuario);
  }

  async ativosSemPendencias(idCurso: string, pagina: Pagina<string>): Promise<readonly string[]> {
    const publicadas = (e: ExpressionBuilder<CursosTables, 'inscricoes'>) =>
      e
        .selectFrom('aulas')
        .select('aulas.id')
        .whereRef('aulas.id_curso', '=', 'inscricoes.id_curso')
        .where('aulas.situacao', '=', 'publicada');
    const rows = await this.selectAtivos(idCurso, pagina)
      .where((e) => e.exists(publicadas(e)))
      .where((e) =>
        e.not(
          e.exists(
            publicadas(e).where((a) =>
              a.not(
                a.exists(
                  a
                    .selectFrom('aulas_concluidas')
                    .select('id_aula')
                    .whereRef('aulas_concluidas.id_usuario', '=', 'inscricoes.id_usuario')
                    .whereRef('aulas_concluidas.id_curso', '=', 'inscricoes.id_curso')
                    .whereRef('aulas_concluidas.id_aula', '=', 'aulas.id'),
                ),
              ),
            ),
          ),
        ),
      )
      .execute();
    return rows.map(({ id_usuario }) => id_usuario);
  }

  private selectAtivos(idCurso: string, { limite, apos }: Pagina<string>) {
    return this.db
      .selectFrom('inscricoes')
      .select('inscricoes.id_usuario')
      .where('inscricoes.id_curso', '=', idCurso)
      .where('inscricoes.situacao', '=', 'ativa')
      .$if(apos !== undefined, (query) => query.where('inscricoes.id_usuario', '>', apos ?? ''))
      .orderBy('inscricoes.id_usuario')
      .limit(limite);
  }
}
