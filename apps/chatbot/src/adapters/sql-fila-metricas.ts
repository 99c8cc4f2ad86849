import type { NewId } from '@trilha/service-kit/base';
import type { Kysely, Transaction } from 'kysely';
import type { FilaDeMetricas, MetricaPendente } from '../app/ports.js';
import type { Metrica } from '../domain/interacao.js';
import type { ChatbotTables } from './migrations.js';

export interface SqlFilaOptions {
  readonly newId: NewId;
  /** Most that may wait; beyond it the oldest are dropped. */
  readonly max: number;
  /** Told how many were dropped since the start of the process, whenever one more is. */
  readonly aoDescartar?: (total: number) => void;
}

/** Measures that wait for insights, one row an interaction, in the database of the interactions. */
export class SqlFilaDeMetricas implements FilaDeMetricas {
  /** Dropped for lack of room since the start of the process. */
  descartadas = 0;

  constructor(
    private readonly db: Kysely<ChatbotTables>,
    private readonly options: SqlFilaOptions,
  ) {}

  /** Queues inside the transaction that keeps the interaction; replaces what waits for the same one. */
  async enfileirar(transaction: Transaction<ChatbotTables>, metrica: Metrica): Promise<void> {
    const row = { metrica: JSON.stringify(metrica), versao: this.options.newId(), tentativas: 0 };
    await transaction
      .insertInto('metricas_pendentes')
      .values({ id_interacao: metrica.idInteracao, ...row })
      .onConflict((conflict) => conflict.column('id_interacao').doUpdateSet(row))
      .execute();
    const excess = (await count(transaction)) - this.options.max;
    if (excess <= 0) return;
    const oldest = transaction
      .selectFrom('metricas_pendentes')
      .select('id_interacao')
      .orderBy('id_interacao')
      .limit(excess);
    await transaction.deleteFrom('metricas_pendentes').where('id_interacao', 'in', oldest).execute();
    this.descartadas += excess;
    this.options.aoDescartar?.(this.descartadas);
  }

  async buscar(idInteracao: string): Promise<MetricaPendente | undefined> {
    const row = await this.db
      .selectFrom('metricas_pendentes')
      .selectAll()
      .where('id_interacao', '=', idInteracao)
      .executeTakeFirst();
    return row && pendenteOf(row);
  }

  async proximas(limite: number): Promise<readonly MetricaPendente[]> {
    const rows = await this.db
      .selectFrom('metricas_pendentes')
      .selectAll()
      .orderBy('tentativas')
      .orderBy('id_interacao')
      .limit(limite)
      .execute();
    return rows.map(pendenteOf);
  }

  async concluir({ metrica, versao }: MetricaPendente): Promise<void> {
    await this.db
      .deleteFrom('metricas_pendentes')
      .where('id_interacao', '=', metrica.idInteracao)
      .where('versao', '=', versao)
      .execute();
  }

  async falharam(pendentes: readonly MetricaPendente[]): Promise<void> {
    await this.db
      .updateTable('metricas_pendentes')
      .set(({ eb }) => ({ tentativas: eb('tentativas', '+', 1) }))
      .where(
        'versao',
        'in',
        pendentes.map(({ versao }) => versao),
      )
      .execute();
  }

  contar(): Promise<number> {
    return count(this.db);
  }
}

async function count(db: Kysely<ChatbotTables>): Promise<number> {
  const { total } = await db
    .selectFrom('metricas_pendentes')
    .select(({ fn }) => fn.countAll().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

function pendenteOf({ metrica, versao }: ChatbotTables['metricas_pendentes']): MetricaPendente {
  const { ocorridaEm, ...rest } = JSON.parse(metrica) as Omit<Metrica, 'ocorridaEm'> & { ocorridaEm: string };
  return { metrica: { ...rest, ocorridaEm: new Date(ocorridaEm) }, versao };
}
