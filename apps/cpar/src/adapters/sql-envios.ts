import type { Kysely } from 'kysely';
import type { Envios } from '../app/ports.js';
import type { Envio } from '../domain/envio.js';
import type { CparTables } from './migrations.js';
import { envioOf } from './rows.js';

/** What is still to be told, in SQL. */
export class SqlEnvios implements Envios {
  constructor(private readonly db: Kysely<CparTables>) {}

  async devidos(agora: Date, limite: number): Promise<readonly Envio[]> {
    const rows = await this.db
      .selectFrom('envios')
      .selectAll()
      .where('devido_em', '<=', agora.getTime())
      .orderBy('devido_em')
      .orderBy('chave')
      .limit(limite)
      .execute();
    return rows.map(envioOf);
  }

  async proximo(): Promise<Date | undefined> {
    const row = await this.db
      .selectFrom('envios')
      .select('devido_em')
      .orderBy('devido_em')
      .limit(1)
      .executeTakeFirst();
    return row && new Date(Number(row.devido_em));
  }

  async concluir(chave: string): Promise<void> {
    await this.db.deleteFrom('envios').where('chave', '=', chave).execute();
  }

  async adiar(chave: string, ate: Date): Promise<void> {
    await this.db
      .updateTable('envios')
      .set(({ eb }) => ({ devido_em: ate.getTime(), tentativas: eb('tentativas', '+', 1) }))
      .where('chave', '=', chave)
      .execute();
  }
}
