import type { Migrations } from '@trilha/storage';
import type { Kysely } from 'kysely';

export interface InsightsTables {
  metricas: {
    id_interacao: string;
    id_usuario: string;
    id_curso: string;
    id_aula: string;
    /** Milliseconds since 1970. */
    ocorrida_em: number;
    latencia_ms: number;
    offline: number;
    encontrou: number;
    tokens_entrada: number;
    tokens_saida: number;
    modelo: string;
    nota: number | null;
  };
}

export const migrations: Migrations = {
  '0001_metricas': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('metricas')
        .addColumn('id_interacao', 'text', (c) => c.primaryKey())
        .addColumn('id_usuario', 'text', (c) => c.notNull())
        .addColumn('id_curso', 'text', (c) => c.notNull())
        .addColumn('id_aula', 'text', (c) => c.notNull())
        .addColumn('ocorrida_em', 'integer', (c) => c.notNull())
        .addColumn('latencia_ms', 'real', (c) => c.notNull())
        .addColumn('offline', 'integer', (c) => c.notNull())
        .addColumn('encontrou', 'integer', (c) => c.notNull())
        .addColumn('tokens_entrada', 'integer', (c) => c.notNull())
        .addColumn('tokens_saida', 'integer', (c) => c.notNull())
        .addColumn('modelo', 'text', (c) => c.notNull())
        .addColumn('nota', 'integer')
        .execute();
      // The order of exports, and the bounds of every filter.
      await db.schema
        .createIndex('metricas_por_tempo')
        .on('metricas')
        .columns(['ocorrida_em', 'id_interacao'])
        .execute();
      await db.schema
        .createIndex('metricas_por_aula')
        .on('metricas')
        .columns(['id_curso', 'id_aula', 'ocorrida_em'])
        .execute();
    },
  },
};
