import { type Migrations, type RequestLogTable, requestLogMigration } from '@trilha/storage';
import type { Kysely } from 'kysely';
import type { Situacao } from '../domain/agendamento.js';
import { forbidOverlaps } from './sem-sobreposicao.js';

/** Times in milliseconds since 1970. */
export interface CparTables extends RequestLogTable {
  disponibilidades: {
    id_professor: string;
    fuso: string;
    /** JSON of {@link Disponibilidade}'s `semanal` and `excecoes`. */
    semanal: string;
    excecoes: string;
    atualizada_em: number;
  };
  agendamentos: {
    id: string;
    id_professor: string;
    id_aluno: string;
    inicio: number;
    fim: number;
    fuso: string;
    assunto: string;
    local: string;
    situacao: Situacao;
    motivo_cancelamento: string;
    /** JSON list of milliseconds. */
    lembretes: string;
    sequencia: number;
    criado_em: number;
    atualizado_em: number;
  };
  envios: {
    chave: string;
    id_agendamento: string;
    lembrete: number;
    /** JSON of the {@link Envio}. */
    conteudo: string;
    devido_em: number;
    tentativas: number;
  };
}

export const migrations: Migrations = {
  '0001_pedidos': requestLogMigration,
  '0002_agenda': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('disponibilidades')
        .addColumn('id_professor', 'text', (c) => c.primaryKey())
        .addColumn('fuso', 'text', (c) => c.notNull())
        .addColumn('semanal', 'text', (c) => c.notNull())
        .addColumn('excecoes', 'text', (c) => c.notNull())
        .addColumn('atualizada_em', 'integer', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('agendamentos')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('id_professor', 'text', (c) => c.notNull())
        .addColumn('id_aluno', 'text', (c) => c.notNull())
        .addColumn('inicio', 'integer', (c) => c.notNull())
        .addColumn('fim', 'integer', (c) => c.notNull())
        .addColumn('fuso', 'text', (c) => c.notNull())
        .addColumn('assunto', 'text', (c) => c.notNull())
        .addColumn('local', 'text', (c) => c.notNull())
        .addColumn('situacao', 'text', (c) => c.notNull())
        .addColumn('motivo_cancelamento', 'text', (c) => c.notNull())
        .addColumn('lembretes', 'text', (c) => c.notNull())
        .addColumn('sequencia', 'integer', (c) => c.notNull())
        .addColumn('criado_em', 'integer', (c) => c.notNull())
        .addColumn('atualizado_em', 'integer', (c) => c.notNull())
        .execute();
      for (const pessoa of ['id_professor', 'id_aluno'] as const) {
        await db.schema
          .createIndex(`agendamentos_por_${pessoa}`)
          .on('agendamentos')
          .columns([pessoa, 'inicio'])
          .execute();
      }
      await db.schema
        .createTable('envios')
        .addColumn('chave', 'text', (c) => c.primaryKey())
        .addColumn('id_agendamento', 'text', (c) => c.notNull().references('agendamentos.id'))
        .addColumn('lembrete', 'integer', (c) => c.notNull())
        .addColumn('conteudo', 'text', (c) => c.notNull())
        .addColumn('devido_em', 'integer', (c) => c.notNull())
        .addColumn('tentativas', 'integer', (c) => c.notNull())
        .execute();
      await db.schema.createIndex('envios_por_hora').on('envios').column('devido_em').execute();
      await db.schema.createIndex('envios_por_agendamento').on('envios').column('id_agendamento').execute();
    },
  },
  '0003_sem_sobreposicao': { up: forbidOverlaps },
};
