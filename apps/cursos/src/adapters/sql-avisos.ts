import type { AvisoPendente, Avisos } from '../app/ports.js';
import type { Connection } from './read-cursos.js';

/** What the last error says is kept up to this length. */
const MAX_ERRO = 500;

/** The outbox in SQL. A delivered notice leaves it; one that was given up stays, without a next attempt. */
export class SqlAvisos implements Avisos {
  constructor(private readonly db: Connection) {}

  async pendentes(agora: Date, limite: number): Promise<readonly AvisoPendente[]> {
    const rows = await this.db
      .selectFrom('avisos')
      .selectAll()
      .where('proxima_em', '<=', agora.getTime())
      .orderBy('proxima_em')
      .orderBy('id')
      .limit(limite)
      .execute();
    return rows.map(({ id, id_usuario, titulo, mensagem, dados, criado_em, tentativas }) => ({
      aviso: { id, idUsuario: id_usuario, titulo, mensagem, dados: JSON.parse(dados) },
      criadoEm: new Date(criado_em),
      tentativas,
    }));
  }

  async entregue(id: string): Promise<void> {
    await this.db.deleteFrom('avisos').where('id', '=', id).execute();
  }

  async adiar(id: string, proximaTentativa: Date, erro: string): Promise<void> {
    await this.falhou(id, proximaTentativa.getTime(), erro);
  }

  async desistir(id: string, erro: string): Promise<void> {
    await this.falhou(id, null, erro);
  }

  private async falhou(id: string, proxima_em: number | null, erro: string): Promise<void> {
    await this.db
      .updateTable('avisos')
      .set((e) => ({
        tentativas: e('tentativas', '+', 1),
        proxima_em,
        ultimo_erro: erro.slice(0, MAX_ERRO),
      }))
      .where('id', '=', id)
      .execute();
  }
}
