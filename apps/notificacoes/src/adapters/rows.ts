import type { Selectable } from 'kysely';
import type { Entrega, Notificacao } from '../domain/notificacao.js';
import type { NotificacoesTables } from './migrations.js';

export type NotificacaoRow = Selectable<NotificacoesTables['notificacoes']>;
export type EntregaRow = Selectable<NotificacoesTables['entregas']>;

const dateOf = (ms: number | null): Date | undefined => (ms === null ? undefined : new Date(Number(ms)));
const msOf = (date: Date | undefined): number | null => date?.getTime() ?? null;

export const entregaOf = (row: EntregaRow): Entrega => ({
  id: row.id,
  canal: row.canal,
  situacao: row.situacao,
  tentativas: Number(row.tentativas),
  entregueEm: dateOf(row.entregue_em),
  proximaTentativaEm: dateOf(row.proxima_tentativa_em),
  mortaEm: dateOf(row.morta_em),
  ultimoErro: row.ultimo_erro,
});

export const entregaRowOf = (idNotificacao: string, entrega: Entrega): EntregaRow => ({
  id: entrega.id,
  id_notificacao: idNotificacao,
  canal: entrega.canal,
  situacao: entrega.situacao,
  tentativas: entrega.tentativas,
  entregue_em: msOf(entrega.entregueEm),
  proxima_tentativa_em: msOf(entrega.proximaTentativaEm),
  morta_em: msOf(entrega.mortaEm),
  ultimo_erro: entrega.ultimoErro,
});

/** @param entregas rows of any notifications; those of this one are picked */
export const notificacaoOf = (row: NotificacaoRow, entregas: readonly EntregaRow[]): Notificacao => ({
  id: row.id,
  idUsuario: row.id_usuario,
  titulo: row.titulo,
  mensagem: row.mensagem,
  tipo: row.tipo,
  dados: JSON.parse(row.dados) as Record<string, string>,
  convite: row.convite,
  criadaEm: new Date(Number(row.criada_em)),
  lidaEm: dateOf(row.lida_em),
  entregas: entregas.filter(({ id_notificacao }) => id_notificacao === row.id).map(entregaOf),
});
