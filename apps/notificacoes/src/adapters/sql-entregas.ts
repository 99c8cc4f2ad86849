import { type Kysely, sql } from 'kysely';
import type { Desfecho, EntregaDevida, Entregas } from '../app/ports.js';
import type { Notificacao } from '../domain/notificacao.js';
import type { NotificacoesTables } from './migrations.js';
import { type EntregaRow, entregaOf } from './rows.js';
import { withEntregas } from './sql-notificacoes.js';

/** The deliveries still to be made, in SQL. */
export class SqlEntregas implements Entregas {
  constructor(private readonly db: Kysely<NotificacoesTables>) {}

  async tomar(agora: Date, ate: Date, limite: number): Promise<readonly EntregaDevida[]> {
    const taken = await this.db.transaction().execute(async (transaction) => {
      const due = await transaction
        .selectFrom('entregas')
        .select('id')
        .where('situacao', '=', 'pendente')
        .where('proxima_tentativa_em', '<=', agora.getTime())
        .orderBy('proxima_tentativa_em')
        .limit(limite)
        .execute();
      if (due.length === 0) return [];
      return transaction
        .updateTable('entregas')
        .set(({ eb }) => ({ tentativas: eb('tentativas', '+', 1), proxima_tentativa_em: ate.getTime() }))
        .where(
          'id',
          'in',
          due.map(({ id }) => id),
        )
        .returningAll()
        .execute();
    });
    return this.complete(taken);
  }

  async concluir(idEntrega: string, desfecho: Desfecho, em: Date): Promise<void> {
    const { situacao } = desfecho;
    await this.db
      .updateTable('entregas')
      .set({
        situacao,
        entregue_em: situacao === 'entregue' ? em.getTime() : null,
        morta_em: situacao === 'morta' ? em.getTime() : null,
        proxima_tentativa_em: situacao === 'pendente' ? desfecho.proximaTentativaEm.getTime() : null,
        ...(situacao === 'entregue' ? {} : { ultimo_erro: desfecho.erro }),
      })
      .where('id', '=', idEntrega)
      .where('situacao', '=', 'pendente')
      .execute();
  }

  async proxima(): Promise<Date | undefined> {
    const row = await this.db
      .selectFrom('entregas')
      .select('proxima_tentativa_em')
      .where('situacao', '=', 'pendente')
      .orderBy('proxima_tentativa_em')
      .limit(1)
      .executeTakeFirst();
    return row?.proxima_tentativa_em == null ? undefined : new Date(Number(row.proxima_tentativa_em));
  }

  async listarMortas(
    limite: number,
    antesDe?: { mortaEm: Date; id: string },
  ): Promise<readonly EntregaDevida[]> {
    let query = this.db.selectFrom('entregas').selectAll().where('situacao', '=', 'morta');
    if (antesDe !== undefined) {
      query = query.where(sql<boolean>`(morta_em, id) < (${antesDe.mortaEm.getTime()}, ${antesDe.id})`);
    }
    return this.complete(
      await query.orderBy('morta_em', 'desc').orderBy('id', 'desc').limit(limite).execute(),
    );
  }

  async reviver(idEntrega: string, agora: Date): Promise<'revivida' | 'viva' | 'desconhecida'> {
    const { numUpdatedRows } = await this.db
      .updateTable('entregas')
      .set({ situacao: 'pendente', tentativas: 0, morta_em: null, proxima_tentativa_em: agora.getTime() })
      .where('id', '=', idEntrega)
      .where('situacao', '=', 'morta')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) return 'revivida';
    const row = await this.db
      .selectFrom('entregas')
      .select('id')
      .where('id', '=', idEntrega)
      .executeTakeFirst();
    return row === undefined ? 'desconhecida' : 'viva';
  }

  async buscarNotificacaoDe(idEntrega: string): Promise<Notificacao | undefined> {
    const rows = await this.db
      .selectFrom('notificacoes')
      .innerJoin('entregas', 'entregas.id_notificacao', 'notificacoes.id')
      .selectAll('notificacoes')
      .where('entregas.id', '=', idEntrega)
      .execute();
    return (await withEntregas(this.db, rows))[0];
  }

  private async complete(rows: readonly EntregaRow[]): Promise<EntregaDevida[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id_notificacao }) => id_notificacao);
    const found = await this.db
      .selectFrom('notificacoes')
      .leftJoin('contatos', 'contatos.id_usuario', 'notificacoes.id_usuario')
      .selectAll('notificacoes')
      .select('contatos.email')
      .where('notificacoes.id', 'in', ids)
      .execute();
    const notificacoes = await withEntregas(this.db, found);
    return rows.flatMap((row) => {
      const notificacao = notificacoes.find(({ id }) => id === row.id_notificacao);
      const email = found.find(({ id }) => id === row.id_notificacao)?.email ?? '';
      return notificacao === undefined ? [] : [{ entrega: entregaOf(row), notificacao, email }];
    });
  }
}
