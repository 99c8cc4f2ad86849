import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { ChaveiroTables } from './migrations.js';
import { abrirLacre, lacrar, type Segredos } from './segredos.js';

/** Keys held in memory at once; the others are read again. */
const MAIS_CHAVES = 100_000;

/** What a call needs of a person. */
export interface Ligacao {
  readonly pessoa: Buffer;
  /** The client id that stands for the person, where one came along. */
  readonly clienteId?: string;
}

/**
 * The key of each person: made when they first appear, on disk before anything is sealed with it, and destroyed when
 * they are erased. Calls that wait share one transaction.
 */
export class SqlChaveiro {
  private readonly conhecidas = new Map<string, Buffer>();
  private readonly clientes = new Map<string, string>();
  private fila: Promise<void> = Promise.resolve();

  private constructor(
    private readonly db: Kysely<ChaveiroTables>,
    private readonly segredos: Segredos,
  ) {}

  static async abrir(db: Kysely<ChaveiroTables>, segredos: Segredos): Promise<SqlChaveiro> {
    await sql`pragma secure_delete = on`.execute(db);
    return new SqlChaveiro(db, segredos);
  }

  /** The key of a person, in memory already; undefined when {@link garantir} was not asked. */
  conhecida(pessoa: Buffer): Buffer | undefined {
    return this.conhecidas.get(pessoa.toString('hex'));
  }

  /** Whether nothing is left to write before these can be sealed. */
  prontas(ligacoes: readonly Ligacao[]): boolean {
    return ligacoes.every(({ pessoa, clienteId }) => {
      const hex = pessoa.toString('hex');
      return this.conhecidas.has(hex) && (clienteId === undefined || this.clientes.get(clienteId) === hex);
    });
  }

  /** Reads or makes the keys of these persons; those made are on disk when it resolves. */
  garantir(ligacoes: readonly Ligacao[]): Promise<void> {
    const feito = this.fila.then(async () => {
      if (!this.prontas(ligacoes)) await this.escrever(ligacoes);
    });
    this.fila = feito.then(
      () => {},
      () => {},
    );
    return feito;
  }

  /** The key of a person, or undefined when they were erased or never known. */
  async ler(pessoa: Buffer): Promise<Buffer | undefined> {
    const hex = pessoa.toString('hex');
    const linha = await this.db
      .selectFrom('chaves')
      .select('chave')
      .where('pessoa', '=', hex)
      .executeTakeFirst();
    // The driver gives some blobs as ArrayBuffer.
    return linha === undefined ? undefined : this.desembrulhar(Buffer.from(linha.chave), pessoa);
  }

  /** The person behind a client id. */
  async pessoaDe(clienteId: string): Promise<Buffer | undefined> {
    const linha = await this.db
      .selectFrom('clientes')
      .select('pessoa')
      .where('id', '=', clienteId)
      .executeTakeFirst();
    return linha === undefined ? undefined : Buffer.from(linha.pessoa, 'hex');
  }

  /** Destroys the key of a person on disk and in memory. False when there was none. */
  destruir(pessoa: Buffer): Promise<boolean> {
    const hex = pessoa.toString('hex');
    const feito = this.fila.then(async () => {
      this.conhecidas.delete(hex);
      const { numDeletedRows } = await this.db
        .deleteFrom('chaves')
        .where('pessoa', '=', hex)
        .executeTakeFirst();
      // The write-ahead log still holds the page as it was.
      await sql`pragma wal_checkpoint(truncate)`.execute(this.db);
      return numDeletedRows > 0n;
    });
    this.fila = feito.then(
      () => {},
      () => {},
    );
    return feito;
  }

  private async escrever(ligacoes: readonly Ligacao[]): Promise<void> {
    if (this.conhecidas.size > MAIS_CHAVES) this.conhecidas.clear();
    if (this.clientes.size > MAIS_CHAVES) this.clientes.clear();
    const faltam = new Map<string, Buffer>();
    const clientes = new Map<string, string>();
    for (const { pessoa, clienteId } of ligacoes) {
      const hex = pessoa.toString('hex');
      if (clienteId !== undefined && this.clientes.get(clienteId) !== hex) clientes.set(clienteId, hex);
      if (!this.conhecidas.has(hex)) faltam.set(hex, pessoa);
    }
    const lidas = await this.lerVarias(faltam);
    const novas = new Map<string, Buffer>();
    for (const hex of faltam.keys()) if (!lidas.has(hex)) novas.set(hex, randomBytes(32));
    const chaves = Array.from(novas, ([pessoa, chave]) => ({
      pessoa,
      chave: lacrar(this.segredos.deChaves, chave, Buffer.from(pessoa, 'hex')),
    }));
    const ids = Array.from(clientes, ([id, pessoa]) => ({ id, pessoa }));
    await this.db.transaction().execute(async (trx) => {
      for (const linhas of emPartes(chaves)) await trx.insertInto('chaves').values(linhas).execute();
      for (const linhas of emPartes(ids)) {
        await trx
          .insertInto('clientes')
          .values(linhas)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet(({ ref }) => ({ pessoa: ref('excluded.pessoa') })),
          )
          .execute();
      }
    });
    for (const [hex, chave] of [...novas, ...lidas]) this.conhecidas.set(hex, chave);
    for (const [id, hex] of clientes) this.clientes.set(id, hex);
  }

  /** The keys of those persons, by hash in hexadecimal, who have one. */
  private async lerVarias(pessoas: ReadonlyMap<string, Buffer>): Promise<Map<string, Buffer>> {
    const lidas = new Map<string, Buffer>();
    for (const parte of emPartes([...pessoas.keys()])) {
      const linhas = await this.db
        .selectFrom('chaves')
        .select(['pessoa', 'chave'])
        .where('pessoa', 'in', parte)
        .execute();
      for (const { pessoa, chave } of linhas)
        lidas.set(pessoa, this.desembrulhar(Buffer.from(chave), Buffer.from(pessoa, 'hex')));
    }
    return lidas;
  }

  private desembrulhar(embrulhada: Uint8Array, pessoa: Buffer): Buffer {
    const chave = abrirLacre(this.segredos.deChaves, embrulhada, pessoa);
    if (chave === undefined) throw new Error('a key does not open with the master key of this data folder');
    return chave;
  }
}

/** So many at a time that a statement stays within the parameters that SQLite takes. */
function* emPartes<T>(todos: readonly T[], tamanho = 500): Iterable<readonly T[]> {
  for (let i = 0; i < todos.length; i += tamanho) yield todos.slice(i, i + tamanho);
}
