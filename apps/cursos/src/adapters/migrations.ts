import { type Migrations, type RequestLogTable, requestLogMigration } from '@trilha/storage';
import type { Kysely } from 'kysely';
import type { SituacaoAula, SituacaoCurso } from '../domain/curso.js';
import type { SituacaoInscricao, TipoDeEvento } from '../domain/inscricao.js';

/** Times are milliseconds since 1970; lists are JSON. */
export interface CursosTables extends RequestLogTable {
  cursos: {
    id: string;
    titulo: string;
    resumo: string;
    descricao: string;
    situacao: SituacaoCurso;
    etiquetas: string;
    autoria: string;
    licenca: string;
    /** The title, normalised: the order of lists. */
    ordem: string;
    /** Normalised text that students search. */
    busca: string;
    /** The same with the titles of draft lessons. */
    busca_rascunhos: string;
    criado_em: number;
    atualizado_em: number;
  };
  pre_requisitos: { id_curso: string; id_requisito: string; posicao: number };
  modulos: { id_curso: string; id: string; titulo: string; descricao: string; posicao: number };
  aulas: {
    id_curso: string;
    id: string;
    id_modulo: string;
    titulo: string;
    conteudo: string;
    situacao: SituacaoAula;
    duracao_minutos: number;
    posicao: number;
    criado_em: number;
    atualizado_em: number;
  };
  inscricoes: {
    id_usuario: string;
    id_curso: string;
    situacao: SituacaoInscricao;
    inscrito_em: number;
    cancelada_em: number | null;
    concluida_em: number | null;
  };
  aulas_concluidas: { id_usuario: string; id_curso: string; id_aula: string };
  eventos_inscricao: {
    id_usuario: string;
    id_curso: string;
    sequencia: number;
    tipo: TipoDeEvento;
    ocorrido_em: number;
    id_aula: string | null;
  };
  avisos: {
    id: string;
    id_usuario: string;
    titulo: string;
    mensagem: string;
    dados: string;
    criado_em: number;
    tentativas: number;
    /** Null when it was given up. */
    proxima_em: number | null;
    ultimo_erro: string;
  };
}

export const migrations: Migrations = {
  '0001_cursos': {
    async up(db: Kysely<unknown>) {
      await requestLogMigration.up(db);
      await createCourses(db);
      await createEnrolments(db);
      await createNotices(db);
    },
  },
};

async function createCourses({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('cursos')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('titulo', 'text', (c) => c.notNull())
    .addColumn('resumo', 'text', (c) => c.notNull())
    .addColumn('descricao', 'text', (c) => c.notNull())
    .addColumn('situacao', 'text', (c) => c.notNull())
    .addColumn('etiquetas', 'text', (c) => c.notNull())
    .addColumn('autoria', 'text', (c) => c.notNull())
    .addColumn('licenca', 'text', (c) => c.notNull())
    .addColumn('ordem', 'text', (c) => c.notNull())
    .addColumn('busca', 'text', (c) => c.notNull())
    .addColumn('busca_rascunhos', 'text', (c) => c.notNull())
    .addColumn('criado_em', 'integer', (c) => c.notNull())
    .addColumn('atualizado_em', 'integer', (c) => c.notNull())
    .execute();
  await schema.createIndex('cursos_por_titulo').on('cursos').columns(['ordem', 'id']).execute();
  await schema
    .createTable('pre_requisitos')
    .addColumn('id_curso', 'text', (c) => c.notNull().references('cursos.id').onDelete('cascade'))
    .addColumn('id_requisito', 'text', (c) => c.notNull())
    .addColumn('posicao', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('pre_requisitos_pk', ['id_curso', 'id_requisito'])
    .execute();
  await schema
    .createTable('modulos')
    .addColumn('id_curso', 'text', (c) => c.notNull().references('cursos.id').onDelete('cascade'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('titulo', 'text', (c) => c.notNull())
    .addColumn('descricao', 'text', (c) => c.notNull())
    .addColumn('posicao', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('modulos_pk', ['id_curso', 'id'])
    .execute();
  await schema
    .createTable('aulas')
    .addColumn('id_curso', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('id_modulo', 'text', (c) => c.notNull())
    .addColumn('titulo', 'text', (c) => c.notNull())
    .addColumn('situacao', 'text', (c) => c.notNull())
    .addColumn('duracao_minutos', 'integer', (c) => c.notNull())
    .addColumn('posicao', 'integer', (c) => c.notNull())
    .addColumn('criado_em', 'integer', (c) => c.notNull())
    .addColumn('atualizado_em', 'integer', (c) => c.notNull())
    // Last, so that lists of lessons do not read through the text.
    .addColumn('conteudo', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('aulas_pk', ['id_curso', 'id'])
    .addForeignKeyConstraint(
      'aulas_modulo_fk',
      ['id_curso', 'id_modulo'],
      'modulos',
      ['id_curso', 'id'],
      (f) => f.onDelete('cascade'),
    )
    .execute();
  await schema.createIndex('aulas_por_modulo').on('aulas').columns(['id_curso', 'id_modulo']).execute();
}

async function createEnrolments({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('inscricoes')
    .addColumn('id_usuario', 'text', (c) => c.notNull())
    .addColumn('id_curso', 'text', (c) => c.notNull().references('cursos.id').onDelete('cascade'))
    .addColumn('situacao', 'text', (c) => c.notNull())
    .addColumn('inscrito_em', 'integer', (c) => c.notNull())
    .addColumn('cancelada_em', 'integer')
    .addColumn('concluida_em', 'integer')
    .addPrimaryKeyConstraint('inscricoes_pk', ['id_usuario', 'id_curso'])
    .execute();
  // The courses of a user, latest first; the active students of a course.
  await schema
    .createIndex('inscricoes_do_usuario')
    .on('inscricoes')
    .columns(['id_usuario', 'inscrito_em', 'id_curso'])
    .execute();
  await schema
    .createIndex('inscricoes_do_curso')
    .on('inscricoes')
    .columns(['id_curso', 'situacao', 'id_usuario'])
    .execute();
  await schema
    .createTable('aulas_concluidas')
    .addColumn('id_usuario', 'text', (c) => c.notNull())
    .addColumn('id_curso', 'text', (c) => c.notNull())
    .addColumn('id_aula', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('aulas_concluidas_pk', ['id_usuario', 'id_curso', 'id_aula'])
    .addForeignKeyConstraint(
      'aulas_concluidas_inscricao_fk',
      ['id_usuario', 'id_curso'],
      'inscricoes',
      ['id_usuario', 'id_curso'],
      (f) => f.onDelete('cascade'),
    )
    .addForeignKeyConstraint(
      'aulas_concluidas_aula_fk',
      ['id_curso', 'id_aula'],
      'aulas',
      ['id_curso', 'id'],
      (f) => f.onDelete('cascade'),
    )
    .execute();
  // Deleting a lesson deletes its progress without reading everybody's.
  await schema
    .createIndex('aulas_concluidas_por_aula')
    .on('aulas_concluidas')
    .columns(['id_curso', 'id_aula'])
    .execute();
  await schema
    .createTable('eventos_inscricao')
    .addColumn('id_usuario', 'text', (c) => c.notNull())
    .addColumn('id_curso', 'text', (c) => c.notNull())
    .addColumn('sequencia', 'integer', (c) => c.notNull())
    .addColumn('tipo', 'text', (c) => c.notNull())
    .addColumn('ocorrido_em', 'integer', (c) => c.notNull())
    .addColumn('id_aula', 'text')
    .addPrimaryKeyConstraint('eventos_inscricao_pk', ['id_usuario', 'id_curso', 'sequencia'])
    .addForeignKeyConstraint(
      'eventos_inscricao_fk',
      ['id_usuario', 'id_curso'],
      'inscricoes',
      ['id_usuario', 'id_curso'],
      (f) => f.onDelete('cascade'),
    )
    .execute();
}

async function createNotices({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('avisos')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('id_usuario', 'text', (c) => c.notNull())
    .addColumn('titulo', 'text', (c) => c.notNull())
    .addColumn('mensagem', 'text', (c) => c.notNull())
    .addColumn('dados', 'text', (c) => c.notNull())
    .addColumn('criado_em', 'integer', (c) => c.notNull())
    .addColumn('tentativas', 'integer', (c) => c.notNull())
    .addColumn('proxima_em', 'integer')
    .addColumn('ultimo_erro', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('avisos_por_prazo').on('avisos').columns(['proxima_em', 'id']).execute();
}
