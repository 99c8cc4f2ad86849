import type { Clock } from '@trilha/service-kit/base';
import { once } from '@trilha/storage';
import { type SelectQueryBuilder, sql } from 'kysely';
import type {
  Acervo,
  AlterarOptions,
  ChaveDeCurso,
  CursoListado,
  Cursos,
  FiltroDeCursos,
  MudancaDeCursos,
  Pagina,
} from '../app/ports.js';
import type { AulaLida, Curso } from '../domain/curso.js';
import { aulaLidaOf, cursoOf } from './curso-rows.js';
import type { CursosTables } from './migrations.js';
import { type Connection, readCursos, readGrafo, readPreRequisitos } from './read-cursos.js';
import { writeCurso } from './write-curso.js';

type Query<O> = SelectQueryBuilder<CursosTables, 'cursos', O>;

/** The courses in SQL. */
export class SqlCursos implements Cursos {
  constructor(
    private readonly db: Connection,
    private readonly clock: Clock,
  ) {}

  async listar(
    filtro: FiltroDeCursos,
    { limite, apos }: Pagina<ChaveDeCurso>,
  ): Promise<readonly CursoListado[]> {
    const rows = await filtered(this.db.selectFrom('cursos'), filtro)
      .selectAll()
      .select((e) =>
        e
          .selectFrom('aulas')
          .select((a) => a.fn.countAll<number>().as('total'))
          .whereRef('aulas.id_curso', '=', 'cursos.id')
          .where('aulas.situacao', '=', 'publicada')
          .as('total_aulas'),
      )
      .$if(apos !== undefined, (query) =>
        query.where(sql<boolean>`(ordem, id) > (${apos?.ordem}, ${apos?.id})`),
      )
      .orderBy('ordem')
      .orderBy('id')
      .limit(limite)
      .execute();
    const requisitos = await readPreRequisitos(
      this.db,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      curso: cursoOf(row, requisitos.get(row.id) ?? [], []),
      totalAulas: Number(row.total_aulas),
    }));
  }

  async total(filtro: FiltroDeCursos): Promise<number> {
    const { total } = await filtered(this.db.selectFrom('cursos'), filtro)
      .select((e) => e.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  async buscar(idCurso: string): Promise<Curso | undefined> {
    return (await readCursos(this.db, [idCurso])).get(idCurso);
  }

  async buscarAula(idCurso: string, idAula: string): Promise<AulaLida | undefined> {
    const row = await this.db
      .selectFrom('aulas')
      .selectAll()
      .where('id_curso', '=', idCurso)
      .where('id', '=', idAula)
      .executeTakeFirst();
    return row && aulaLidaOf(row);
  }

  async aulas(idCurso: string, { rascunhos }: { readonly rascunhos: boolean }): Promise<readonly AulaLida[]> {
    const rows = await this.db
      .selectFrom('aulas')
      .innerJoin('modulos', (join) =>
        join.onRef('modulos.id_curso', '=', 'aulas.id_curso').onRef('modulos.id', '=', 'aulas.id_modulo'),
      )
      .selectAll('aulas')
      .where('aulas.id_curso', '=', idCurso)
      .$if(!rascunhos, (query) => query.where('aulas.situacao', '=', 'publicada'))
      .orderBy('modulos.posicao')
      .orderBy('aulas.posicao')
      .execute();
    return rows.map(aulaLidaOf);
  }

  async alterar<T>(
    ids: readonly string[],
    decidir: (acervo: Acervo) => MudancaDeCursos<T>,
    { comTextos, pedido }: AlterarOptions = {},
  ): Promise<T> {
    return this.db.transaction().execute((transaction) => {
      const make = async (): Promise<T> => {
        const acervo: Acervo = {
          cursos: await readCursos(transaction, ids, { comTextos }),
          grafo: await readGrafo(transaction),
          inscritos: await readInscritos(transaction, ids),
        };
        const { gravar = [], remover = [], resposta } = decidir(acervo);
        for (const curso of gravar) await writeCurso(transaction, curso, acervo.cursos.get(curso.id));
        if (remover.length > 0) await transaction.deleteFrom('cursos').where('id', 'in', remover).execute();
        return resposta;
      };
      if (pedido === undefined) return make();
      const { escopo: scope, requestId, corpo: body } = pedido;
      return once(transaction, { scope, requestId, body, clock: this.clock, make });
    });
  }
}

async function readInscritos(db: Connection, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('inscricoes')
    .select((e) => ['id_curso', e.fn.countAll<number>().as('inscritos')])
    .where('id_curso', 'in', ids)
    .where('situacao', 'in', ['ativa', 'concluida'])
    .groupBy('id_curso')
    .execute();
  return new Map(rows.map(({ id_curso, inscritos }) => [id_curso, Number(inscritos)]));
}

function filtered<O>(query: Query<O>, { palavras, rascunhos }: FiltroDeCursos): Query<O> {
  let narrowed = rascunhos ? query : query.where('cursos.situacao', '=', 'publicado');
  for (const palavra of palavras) {
    const padrao = `%${palavra.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
    const coluna = sql.ref(rascunhos ? 'cursos.busca_rascunhos' : 'cursos.busca');
    narrowed = narrowed.where(sql<boolean>`${coluna} like ${padrao} escape '\\'`);
  }
  return narrowed;
}
