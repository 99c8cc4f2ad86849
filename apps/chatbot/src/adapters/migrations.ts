import type { Migrations } from '@trilha/storage';
import type { Kysely } from 'kysely';

/** Times in milliseconds since 1970. */
export interface ChatbotTables {
  interacoes: {
    id: string;
    id_usuario: string;
    id_curso: string;
    id_aula: string;
    id_conversa: string;
    duvida: string;
    texto: string;
    encontrou: number;
    tutor: 'gemini' | 'offline';
    modelo: string;
    /** JSON list. */
    citacoes: string;
    id_passagem: string;
    confianca: number | null;
    tokens_entrada: number;
    tokens_saida: number;
    motivo_offline: string;
    latencia_ms: number;
    respondida_em: number;
    nota: number | null;
    id_pedido: string | null;
    /** SHA-256 of what was asked under the key. */
    impressao: string | null;
  };
  metricas_pendentes: {
    id_interacao: string;
    /** JSON object. */
    metrica: string;
    versao: string;
    tentativas: number;
  };
}

export const migrations: Migrations = {
  '0001_interacoes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('interacoes')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('id_usuario', 'text', (c) => c.notNull())
        .addColumn('id_curso', 'text', (c) => c.notNull())
        .addColumn('id_aula', 'text', (c) => c.notNull())
        .addColumn('id_conversa', 'text', (c) => c.notNull())
        .addColumn('duvida', 'text', (c) => c.notNull())
        .addColumn('texto', 'text', (c) => c.notNull())
        .addColumn('encontrou', 'integer', (c) => c.notNull())
        .addColumn('tutor', 'text', (c) => c.notNull())
        .addColumn('modelo', 'text', (c) => c.notNull())
        .addColumn('citacoes', 'text', (c) => c.notNull())
        .addColumn('id_passagem', 'text', (c) => c.notNull())
        .addColumn('confianca', 'double precision')
        .addColumn('tokens_entrada', 'integer', (c) => c.notNull())
        .addColumn('tokens_saida', 'integer', (c) => c.notNull())
        .addColumn('motivo_offline', 'text', (c) => c.notNull())
        .addColumn('latencia_ms', 'double precision', (c) => c.notNull())
        .addColumn('respondida_em', 'integer', (c) => c.notNull())
        .addColumn('nota', 'integer')
        .addColumn('id_pedido', 'text', (c) => c.unique())
        .addColumn('impressao', 'text')
        .execute();
      await db.schema
        .createIndex('interacoes_por_usuario')
        .on('interacoes')
        .columns(['id_usuario', 'id'])
        .execute();
      await db.schema
        .createIndex('interacoes_por_conversa')
        .on('interacoes')
        .columns(['id_usuario', 'id_conversa', 'id'])
        .execute();
      await db.schema
        .createTable('metricas_pendentes')
        .addColumn('id_interacao', 'text', (c) => c.primaryKey())
        .addColumn('metrica', 'text', (c) => c.notNull())
        .addColumn('versao', 'text', (c) => c.notNull())
        .addColumn('tentativas', 'integer', (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex('metricas_pendentes_por_vez')
        .on('metricas_pendentes')
        .columns(['tentativas', 'id_interacao'])
        .execute();
    },
  },
};
