import type { Migrations } from '@trilha/storage';
import type { Kysely } from 'kysely';

export interface MidiaTables {
  midias: {
    id: string;
    id_curso: string;
    id_aula: string;
    nome: string;
    tipo_conteudo: string;
    tamanho_bytes: number;
    sha256: string;
    /** Milliseconds since 1970. */
    criada_em: number;
  };
}

export const migrations: Migrations = {
  '0001_midias': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('midias')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('id_curso', 'text', (c) => c.notNull())
        .addColumn('id_aula', 'text', (c) => c.notNull())
        .addColumn('nome', 'text', (c) => c.notNull())
        .addColumn('tipo_conteudo', 'text', (c) => c.notNull())
        .addColumn('tamanho_bytes', 'integer', (c) => c.notNull())
        .addColumn('sha256', 'text', (c) => c.notNull())
        .addColumn('criada_em', 'integer', (c) => c.notNull())
        .addUniqueConstraint('midias_por_nome', ['id_curso', 'nome'])
        .execute();
      await db.schema.createIndex('midias_por_bytes').on('midias').column('sha256').execute();
    },
  },
};
