import { fingerprintOf } from '@trilha/storage';
import type { Kysely } from 'kysely';
import type { Chave, Interacoes } from '../app/ports.js';
import { pedidoDiferente } from '../domain/errors.js';
import { type Interacao, metricaDe } from '../domain/interacao.js';
import { interacaoOf, rowOf } from './interacao-row.js';
import type { ChatbotTables } from './migrations.js';
import type { SqlFilaDeMetricas } from './sql-fila-metricas.js';

/** Questions and answers in SQL. */
export class SqlInteracoes implements Interacoes {
  constructor(
    private readonly db: Kysely<ChatbotTables>,
    private readonly fila: Pick<SqlFilaDeMetricas, 'enfileirar'>,
  ) {}

  async guardar(interacao: Interacao, chave: Chave | undefined): Promise<Interacao> {
    return this.db.transaction().execute(async (transaction) => {
      if (chave !== undefined) {
        await transaction
          .updateTable('interacoes')
          .set({ id_pedido: null, impressao: null })
          .where('id_pedido', '=', chave.requestId)
          .where('respondida_em', '<=', chave.desde.getTime())
          .execute();
        const there = await findByKey(transaction, chave);
        if (there !== undefined) return there;
      }
      const key = {
        id_pedido: chave?.requestId ?? null,
        impressao: chave === undefined ? null : fingerprintOf(chave.conteudo),
      };
      await transaction
        .insertInto('interacoes')
        .values({ ...rowOf(interacao), ...key })
        .execute();
      await this.fila.enfileirar(transaction, metricaDe(interacao));
      return interacao;
    });
  }

  buscarPorChave(chave: Chave): Promise<Interacao | undefined> {
    return findByKey(this.db, chave);
  }

  async buscar(id: string): Promise<Interacao | undefined> {
    const row = await this.db.selectFrom('interacoes').selectAll().where('id', '=', id).executeTakeFirst();
    return row && interacaoOf(row);
  }

  async listar({
    idUsuario,
    idConversa,
    antesDe,
    limite,
  }: Parameters<Interacoes['listar']>[0]): Promise<readonly Interacao[]> {
    let query = this.db.selectFrom('interacoes').selectAll().where('id_usuario', '=', idUsuario);
    if (idConversa !== '') query = query.where('id_conversa', '=', idConversa);
    if (antesDe !== undefined) query = query.where('id', '<', antesDe);
    return (await query.orderBy('id', 'desc').limit(limite).execute()).map(interacaoOf);
  }

  async apagar(idUsuario: string): Promise<void> {
    await this.db.deleteFrom('interacoes').where('id_usuario', '=', idUsuario).execute();
  }

  async avaliar(id: string, nota: number): Promise<Interacao | undefined> {
    return this.db.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('interacoes')
        .set({ nota })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const avaliada = interacaoOf(row);
      await this.fila.enfileirar(transaction, metricaDe(avaliada));
      return avaliada;
    });
  }
}

async function findByKey(
  db: Kysely<ChatbotTables>,
  { requestId, conteudo, desde }: Chave,
): Promise<Interacao | undefined> {
  const row = await db
    .selectFrom('interacoes')
    .selectAll()
    .where('id_pedido', '=', requestId)
    .where('respondida_em', '>', desde.getTime())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.impressao !== fingerprintOf(conteudo)) throw pedidoDiferente();
  return interacaoOf(row);
}
