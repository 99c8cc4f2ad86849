import type { Kysely, Selectable } from 'kysely';
import type { Midias } from '../app/ports.js';
import type { Midia } from '../domain/midia.js';
import type { MidiaTables } from './migrations.js';

type Row = Selectable<MidiaTables['midias']>;

/** What is known of each file, in SQL. */
export class SqlMidias implements Midias {
  constructor(private readonly db: Kysely<MidiaTables>) {}

  async buscar(id: string): Promise<Midia | undefined> {
    const row = await this.db.selectFrom('midias').selectAll().where('id', '=', id).executeTakeFirst();
    return row && midiaOf(row);
  }

  async buscarPorNome(idCurso: string, nome: string): Promise<Midia | undefined> {
    const row = await this.byName(this.db, idCurso, nome);
    return row && midiaOf(row);
  }

  async inserir(midia: Midia): Promise<Midia> {
    const { idCurso, nome } = midia;
    return this.db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('midias')
        .values(rowOf(midia))
        .onConflict((conflict) => conflict.columns(['id_curso', 'nome']).doNothing())
        .execute();
      const row = await this.byName(transaction, idCurso, nome);
      return row === undefined ? midia : midiaOf(row);
    });
  }

  async excluir(id: string): Promise<{ midia: Midia; outras: number } | undefined> {
    return this.db.transaction().execute(async (transaction) => {
      const row = await transaction
        .deleteFrom('midias')
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { outras } = await transaction
        .selectFrom('midias')
        .select(({ fn }) => fn.countAll<number>().as('outras'))
        .where('sha256', '=', row.sha256)
        .executeTakeFirstOrThrow();
      return { midia: midiaOf(row), outras: Number(outras) };
    });
  }

  async listar({
    idCurso,
    idAula,
    apos,
    limite,
  }: Parameters<Midias['listar']>[0]): Promise<readonly Midia[]> {
    let query = this.db.selectFrom('midias').selectAll().where('id_curso', '=', idCurso);
    if (idAula !== undefined) query = query.where('id_aula', '=', idAula);
    if (apos !== undefined) query = query.where('nome', '>', apos);
    return (await query.orderBy('nome').limit(limite).execute()).map(midiaOf);
  }

  async temBytes(sha256: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('midias')
      .select('id')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row !== undefined;
  }

  private byName(db: Kysely<MidiaTables>, idCurso: string, nome: string): Promise<Row | undefined> {
    return db
      .selectFrom('midias')
      .selectAll()
      .where('id_curso', '=', idCurso)
      .where('nome', '=', nome)
      .executeTakeFirst();
  }
}

const rowOf = (midia: Midia): Row => ({
  id: midia.id,
  id_curso: midia.idCurso,
  id_aula: midia.idAula,
  nome: midia.nome,
  tipo_conteudo: midia.tipoConteudo,
  tamanho_bytes: midia.tamanhoBytes,
  sha256: midia.sha256,
  criada_em: midia.criadaEm.getTime(),
});

const midiaOf = (row: Row): Midia => ({
  id: row.id,
  idCurso: row.id_curso,
  idAula: row.id_aula,
  nome: row.nome,
  tipoConteudo: row.tipo_conteudo,
  tamanhoBytes: Number(row.tamanho_bytes),
  sha256: row.sha256,
  criadaEm: new Date(Number(row.criada_em)),
});
