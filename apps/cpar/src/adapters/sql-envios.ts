import { type Kysely, sql } from 'kysely';
import type { Envios } from '../app/ports.js';
import type { Envio } from '../domain/envio.js';
import type { CparTables } from './migrations.js';
import { envioOf } from './rows.js';

/** True for what has nothing before it that the same person still has to hear of the same appointment. */
const isFirst = sql<boolean>`not exists (
  select 1 from envios as antes
  where antes.id_agendamento = envios.id_agendamento
    and antes.id_usuario = envios.id_usuario
    and antes.morto_em is null
    and (antes.devido_em, antes.sequencia) < (envios.devido_em, envios.sequencia)
)`;

/** What is still to be told, in SQL. */
export class SqlEnvios implements Envios {
  constructor(private readonly db: Kysely<CparTables>) {}

  async devidos(agora: Date, limite: number): Promise<readonly Envio[]> {
    const rows = await this.first().where('tentar_em', '<=', agora.getTime()).limit(limite).execute();
    return rows.map(envioOf);
  }

  async proximo(): Promise<Date | undefined> {
    const row = await this.first().limit(1).executeTakeFirst();
    return row && envioOf(row).tentarEm;
  }

  async concluir({ chave, evento, idUsuario, agendamento }: Envio): Promise<void> {
    await this.db
      .deleteFrom('envios')
      .where((eb) => {
        const itself = eb('chave', '=', chave);
        if (evento === 'lembrete') return itself;
        const oldNews = eb.and([
          eb('id_agendamento', '=', agendamento.id),
          eb('id_usuario', '=', idUsuario),
          eb('lembrete', '=', 0),
          eb('sequencia', '<', agendamento.sequencia),
        ]);
        return eb.or([itself, oldNews]);
      })
      .execute();
  }

  async adiar(chave: string, tentarEm: Date, erro: string): Promise<void> {
    await this.failed(chave, { tentar_em: tentarEm.getTime(), ultimo_erro: erro });
  }

  async desistir(chave: string, em: Date, erro: string): Promise<void> {
    await this.failed(chave, { morto_em: em.getTime(), ultimo_erro: erro });
  }

  private first() {
    const waiting = this.db.selectFrom('envios').selectAll().where('morto_em', 'is', null).where(isFirst);
    return waiting.orderBy('tentar_em').orderBy('chave');
  }

  private failed(
    chave: string,
    fields: { ultimo_erro: string } & ({ tentar_em: number } | { morto_em: number }),
  ): Promise<unknown> {
    return this.db
      .updateTable('envios')
      .set(({ eb }) => ({ ...fields, tentativas: eb('tentativas', '+', 1) }))
      .where('chave', '=', chave)
      .execute();
  }
}
