import { type Migrations, type RequestLogTable, requestLogMigration } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
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
    id_usuario: string;
    lembrete: number;
    /** Of the appointment when it was queued. */
    sequencia: number;
    /** JSON of the rest of the {@link Envio}. */
    conteudo: string;
    devido_em: number;
    tentar_em: number;
    tentativas: number;
    ultimo_erro: string;
    /** When it was given up; null while it waits. */
    morto_em: number | null;
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
  '0004_filas': {
    async up(db: Kysely<unknown>) {
      const text = sql`''`;
      for (const column of ['id_usuario', 'ultimo_erro'])
        await db.schema
          .alterTable('envios')
          .addColumn(column, 'text', (c) => c.notNull().defaultTo(text))
          .execute();
      for (const column of ['sequencia', 'tentar_em'])
        await db.schema
          .alterTable('envios')
          .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
          .execute();
      await db.schema.alterTable('envios').addColumn('morto_em', 'integer').execute();
      await sql`
        update envios set
          id_usuario = json_extract(conteudo, '$.idUsuario'),
          sequencia = json_extract(conteudo, '$.agendamento.sequencia'),
          tentar_em = devido_em
      `.execute(db);
      await db.schema.dropIndex('envios_por_hora').execute();
      await db.schema.dropIndex('envios_por_agendamento').execute();
      await sql`create index envios_por_tentativa on envios (tentar_em) where morto_em is null`.execute(db);
      await db.schema
        .createIndex('envios_por_fila')
        .on('envios')
        .columns(['id_agendamento', 'id_usuario', 'devido_em'])
        .execute();
    },
  },
};
