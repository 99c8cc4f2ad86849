import type { Migrations } from '@trilha/storage';

/** The keys of persons. Erasing one overwrites its row: `secure_delete` is on. */
export interface ChaveiroTables {
  /** `chave`: AES-256 key of the person, wrapped by the master key. */
  chaves: { pessoa: string; chave: Uint8Array };
  /** Which person a client id stands for. */
  clientes: { id: string; pessoa: string };
}

export const migrations: Migrations = {
  '0001-chaves': {
    up: async (db) => {
      await db.schema
        .createTable('chaves')
        .addColumn('pessoa', 'text', (column) => column.primaryKey().notNull())
        .addColumn('chave', 'blob', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('clientes')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('pessoa', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
