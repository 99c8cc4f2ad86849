import type { Migrations } from '@trilha/storage';
import type { Kysely } from 'kysely';
import type { Canal, SituacaoEntrega } from '../domain/notificacao.js';

/** Times in milliseconds since 1970. */
export interface NotificacoesTables {
  notificacoes: {
    id: string;
    id_usuario: string;
    titulo: string;
    mensagem: string;
    tipo: string;
    /** JSON object of texts. */
    dados: string;
    convite: string;
    criada_em: number;
    lida_em: number | null;
    id_pedido: string | null;
    impressao: string | null;
  };
  entregas: {
    id: string;
    id_notificacao: string;
    canal: Canal;
    situacao: SituacaoEntrega;
    tentativas: number;
    entregue_em: number | null;
    proxima_tentativa_em: number | null;
    morta_em: number | null;
    ultimo_erro: string;
  };
  contatos: { id_usuario: string; email: string };
}

export const migrations: Migrations = {
  '0001_notificacoes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('notificacoes')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('id_usuario', 'text', (c) => c.notNull())
        .addColumn('titulo', 'text', (c) => c.notNull())
        .addColumn('mensagem', 'text', (c) => c.notNull())
        .addColumn('tipo', 'text', (c) => c.notNull())
        .addColumn('dados', 'text', (c) => c.notNull())
        .addColumn('convite', 'text', (c) => c.notNull())
        .addColumn('criada_em', 'integer', (c) => c.notNull())
        .addColumn('lida_em', 'integer')
        .addColumn('id_pedido', 'text', (c) => c.unique())
        .addColumn('impressao', 'text')
        .execute();
      await db.schema
        .createIndex('notificacoes_por_usuario')
        .on('notificacoes')
        .columns(['id_usuario', 'id'])
        .execute();
      await db.schema
        .createTable('entregas')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('id_notificacao', 'text', (c) => c.notNull().references('notificacoes.id'))
        .addColumn('canal', 'text', (c) => c.notNull())
        .addColumn('situacao', 'text', (c) => c.notNull())
        .addColumn('tentativas', 'integer', (c) => c.notNull())
        .addColumn('entregue_em', 'integer')
        .addColumn('proxima_tentativa_em', 'integer')
        .addColumn('morta_em', 'integer')
        .addColumn('ultimo_erro', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex('entregas_por_notificacao')
        .on('entregas')
        .column('id_notificacao')
        .execute();
      await db.schema
        .createIndex('entregas_devidas')
        .on('entregas')
        .columns(['situacao', 'proxima_tentativa_em'])
        .execute();
      await db.schema
        .createIndex('entregas_mortas')
        .on('entregas')
        .columns(['situacao', 'morta_em', 'id'])
        .execute();
      await db.schema
        .createTable('contatos')
        .addColumn('id_usuario', 'text', (c) => c.primaryKey())
        .addColumn('email', 'text', (c) => c.notNull())
        .execute();
    },
  },
};
