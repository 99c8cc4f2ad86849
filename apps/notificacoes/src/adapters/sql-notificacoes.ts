import { fingerprintOf } from '@trilha/storage';
import type { Kysely, Transaction } from 'kysely';
import type { Chave, Notificacoes } from '../app/ports.js';
import { pedidoDiferente } from '../domain/errors.js';
import type { Notificacao } from '../domain/notificacao.js';
import type { NotificacoesTables } from './migrations.js';
import { entregaRowOf, type NotificacaoRow, notificacaoOf } from './rows.js';

type Db = Kysely<NotificacoesTables>;

/** The kept notifications, in SQL. */
export class SqlNotificacoes implements Notificacoes {
  constructor(private readonly db: Db) {}

  async inserir(criar: () => Notificacao, chave: Chave | undefined): Promise<Notificacao> {
    const impressao = chave && fingerprintOf(chave.conteudo);
    return this.db.transaction().execute(async (transaction) => {
      const before = chave && (await byRequest(transaction, chave.requestId));
      if (before !== undefined) {
        if (before.impressao !== impressao) throw pedidoDiferente();
        return onlyOf(await withEntregas(transaction, [before]));
      }
      const notificacao = criar();
      await transaction
        .insertInto('notificacoes')
        .values({
          id: notificacao.id,
          id_usuario: notificacao.idUsuario,
          titulo: notificacao.titulo,
          mensagem: notificacao.mensagem,
          tipo: notificacao.tipo,
          dados: JSON.stringify(notificacao.dados),
          convite: notificacao.convite,
          criada_em: notificacao.criadaEm.getTime(),
          lida_em: null,
          id_pedido: chave?.requestId ?? null,
          impressao: impressao ?? null,
        })
        .execute();
      await transaction
        .insertInto('entregas')
        .values(notificacao.entregas.map((entrega) => entregaRowOf(notificacao.id, entrega)))
        .execute();
      return notificacao;
    });
  }

  async buscar(id: string): Promise<Notificacao | undefined> {
    const rows = await this.db.selectFrom('notificacoes').selectAll().where('id', '=', id).execute();
    return (await withEntregas(this.db, rows))[0];
  }

  async listar(filtro: Parameters<Notificacoes['listar']>[0]): Promise<readonly Notificacao[]> {
    let query = this.db.selectFrom('notificacoes').selectAll().where('id_usuario', '=', filtro.idUsuario);
    if (filtro.somenteNaoLidas) query = query.where('lida_em', 'is', null);
    if (filtro.antesDe !== undefined) query = query.where('id', '<', filtro.antesDe);
    return withEntregas(this.db, await query.orderBy('id', 'desc').limit(filtro.limite).execute());
  }

  async listarApos(idUsuario: string, aposId: string, limite: number): Promise<readonly Notificacao[]> {
    const rows = await this.db
      .selectFrom('notificacoes')
      .selectAll()
      .where('id_usuario', '=', idUsuario)
      .where('id', '>', aposId)
      .orderBy('id')
      .limit(limite)
      .execute();
    return withEntregas(this.db, rows);
  }

  async ultimoId(): Promise<string> {
    const row = await this.db
      .selectFrom('notificacoes')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? '';
  }

  async contarNaoLidas(idUsuario: string): Promise<number> {
    const { total } = await this.db
      .selectFrom('notificacoes')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('id_usuario', '=', idUsuario)
      .where('lida_em', 'is', null)
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  async marcarLida(id: string, em: Date): Promise<Notificacao | undefined> {
    await this.db
      .updateTable('notificacoes')
      .set({ lida_em: em.getTime() })
      .where('id', '=', id)
      .where('lida_em', 'is', null)
      .execute();
    return this.buscar(id);
  }

  async marcarTodasLidas(idUsuario: string, em: Date): Promise<number> {
    const { numUpdatedRows } = await this.db
      .updateTable('notificacoes')
      .set({ lida_em: em.getTime() })
      .where('id_usuario', '=', idUsuario)
      .where('lida_em', 'is', null)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  async buscarEmail(idUsuario: string): Promise<string> {
    const row = await this.db
      .selectFrom('contatos')
      .select('email')
      .where('id_usuario', '=', idUsuario)
      .executeTakeFirst();
    return row?.email ?? '';
  }

  async guardarEmail(idUsuario: string, email: string): Promise<void> {
    await this.db
      .insertInto('contatos')
      .values({ id_usuario: idUsuario, email })
      .onConflict((conflict) => conflict.column('id_usuario').doUpdateSet({ email }))
      .execute();
  }
}

function onlyOf<T>([only]: readonly T[]): T {
  if (only === undefined) throw new RangeError('a row of this transaction is gone');
  return only;
}

const byRequest = (transaction: Transaction<NotificacoesTables>, requestId: string) =>
  transaction.selectFrom('notificacoes').selectAll().where('id_pedido', '=', requestId).executeTakeFirst();

/** Notifications with their deliveries, in the order of the rows, in one more query. */
export async function withEntregas(db: Db, rows: readonly NotificacaoRow[]): Promise<Notificacao[]> {
  if (rows.length === 0) return [];
  const entregas = await db
    .selectFrom('entregas')
    .selectAll()
    .where(
      'id_notificacao',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('id')
    .execute();
  return rows.map((row) => notificacaoOf(row, entregas));
}
