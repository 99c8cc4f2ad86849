import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { ContarOptions, Metricas } from '../app/ports.js';
import type { Contagem, Filtro, Metrica, Qualidade } from '../domain/metrica.js';
import type { InsightsTables } from './migrations.js';

type Row = Selectable<InsightsTables['metricas']>;
type Query<O> = SelectQueryBuilder<InsightsTables, 'metricas', O>;

/** Rows read at a time by {@link SqlMetricas.percorrer}. */
const BATCH = 1_000;

/** The measures in SQL. */
export class SqlMetricas implements Metricas {
  constructor(private readonly db: Kysely<InsightsTables>) {}

  async registrar(metricas: readonly Metrica[]): Promise<number> {
    return this.db.transaction().execute(async (transaction) => {
      let novas = 0;
      for (const metrica of metricas) {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('metricas')
          .values(rowOf(metrica))
          .onConflict((conflict) => conflict.column('id_interacao').doNothing())
          .executeTakeFirstOrThrow();
        novas += Number(numInsertedOrUpdatedRows ?? 0n);
      }
      return novas;
    });
  }

  async buscar(idInteracao: string): Promise<Metrica | undefined> {
    const row = await this.db
      .selectFrom('metricas')
      .selectAll()
      .where('id_interacao', '=', idInteracao)
      .executeTakeFirst();
    return row && metricaOf(row);
  }

  async avaliar(idInteracao: string, nota: number): Promise<Metrica | undefined> {
    const row = await this.db
      .updateTable('metricas')
      .set({ nota })
      .where('id_interacao', '=', idInteracao)
      .returningAll()
      .executeTakeFirst();
    return row && metricaOf(row);
  }

  async contar(filtro: Filtro, { porAula, limite, apos }: ContarOptions): Promise<readonly Contagem[]> {
    const aula = porAula ? sql<string>`id_aula` : sql<string>`''`;
    const perguntas = sql<number>`count(*)`;
    let query = filtered(this.db.selectFrom('metricas'), filtro)
      .select(['id_curso', aula.as('aula'), perguntas.as('perguntas')])
      .groupBy(porAula ? ['id_curso', 'id_aula'] : ['id_curso']);
    if (apos !== undefined) {
      query = query.having(
        sql<boolean>`(-count(*), id_curso, ${aula}) > (${-apos.perguntas}, ${apos.idCurso}, ${apos.idAula})`,
      );
    }
    const rows = await query
      .orderBy('perguntas', 'desc')
      .orderBy('id_curso')
      .orderBy('aula')
      .limit(limite)
      .execute();
    return rows.map((row) => ({
      idCurso: row.id_curso,
      idAula: row.aula,
      perguntas: Number(row.perguntas),
    }));
  }

  async total(filtro: Filtro): Promise<number> {
    const { total } = await filtered(this.db.selectFrom('metricas'), filtro)
      .select(sql<number>`count(*)`.as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  async qualidade(filtro: Filtro): Promise<Qualidade> {
    const sums = await filtered(this.db.selectFrom('metricas'), filtro)
      .select([
        sql<number>`count(*)`.as('respostas'),
        sql<number>`count(nota)`.as('avaliadas'),
        sql<number | null>`avg(nota)`.as('nota_media'),
        sql<number | null>`avg(case when nota is null then null when nota >= 4 then 1.0 else 0.0 end)`.as(
          'satisfacao',
        ),
        sql<number | null>`avg(offline * 1.0)`.as('offline'),
        sql<number | null>`avg(encontrou * 1.0)`.as('encontrou'),
      ])
      .executeTakeFirstOrThrow();
    const respostas = Number(sums.respostas);
    const [latenciaP50Ms, latenciaP95Ms] = await Promise.all([
      this.percentil(filtro, respostas, 0.5),
      this.percentil(filtro, respostas, 0.95),
    ]);
    return {
      respostas,
      latenciaP50Ms,
      latenciaP95Ms,
      avaliadas: Number(sums.avaliadas),
      notaMedia: numberOf(sums.nota_media),
      satisfacao: numberOf(sums.satisfacao),
      parcelaOffline: numberOf(sums.offline),
      parcelaEncontrou: numberOf(sums.encontrou),
    };
  }

  async *percorrer(filtro: Filtro): AsyncIterable<Metrica> {
    let last: Row | undefined;
    do {
      let query = filtered(this.db.selectFrom('metricas'), filtro).selectAll();
      if (last !== undefined) {
        query = query.where(
          sql<boolean>`(ocorrida_em, id_interacao) > (${last.ocorrida_em}, ${last.id_interacao})`,
        );
      }
      const rows: Row[] = await query.orderBy('ocorrida_em').orderBy('id_interacao').limit(BATCH).execute();
      yield* rows.map(metricaOf);
      last = rows.length === BATCH ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }

  /** Nearest rank: the smallest latency that at least the share `q` of answers does not exceed. */
  private async percentil(filtro: Filtro, count: number, q: number): Promise<number | undefined> {
    if (count === 0) return undefined;
    const row = await filtered(this.db.selectFrom('metricas'), filtro)
      .select('latencia_ms')
      .orderBy('latencia_ms')
      .limit(1)
      .offset(Math.ceil(count * q) - 1)
      .executeTakeFirst();
    return row?.latencia_ms;
  }
}

function filtered<O>(query: Query<O>, { de, ate, idCurso, idAula }: Filtro): Query<O> {
  let narrowed = query;
  if (de !== undefined) narrowed = narrowed.where('ocorrida_em', '>=', de.getTime());
  if (ate !== undefined) narrowed = narrowed.where('ocorrida_em', '<', ate.getTime());
  if (idCurso !== undefined) narrowed = narrowed.where('id_curso', '=', idCurso);
  if (idAula !== undefined) narrowed = narrowed.where('id_aula', '=', idAula);
  return narrowed;
}

const numberOf = (value: number | string | null): number | undefined =>
  value === null ? undefined : Number(value);

function rowOf(metrica: Metrica): Row {
  return {
    id_interacao: metrica.idInteracao,
    id_usuario: metrica.idUsuario,
    id_curso: metrica.idCurso,
    id_aula: metrica.idAula,
    ocorrida_em: metrica.ocorridaEm.getTime(),
    latencia_ms: metrica.latenciaMs,
    offline: Number(metrica.offline),
    encontrou: Number(metrica.encontrou),
    tokens_entrada: metrica.tokensEntrada,
    tokens_saida: metrica.tokensSaida,
    modelo: metrica.modelo,
    nota: metrica.nota ?? null,
  };
}

function metricaOf(row: Row): Metrica {
  return {
    idInteracao: row.id_interacao,
    idUsuario: row.id_usuario,
    idCurso: row.id_curso,
    idAula: row.id_aula,
    ocorridaEm: new Date(row.ocorrida_em),
    latenciaMs: row.latencia_ms,
    offline: row.offline === 1,
    encontrou: row.encontrou === 1,
    tokensEntrada: row.tokens_entrada,
    tokensSaida: row.tokens_saida,
    modelo: row.modelo,
    nota: row.nota ?? undefined,
  };
}
