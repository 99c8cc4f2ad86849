import { type Clock, decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { notificacaoNaoEncontrada } from '../domain/errors.js';
import type { Notificacao } from '../domain/notificacao.js';
import type { Notificacoes } from './ports.js';

export interface PedidoDeLista {
  readonly idUsuario: string;
  readonly somenteNaoLidas: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A person's list: reading it and marking what was read. */
export const createLerNotificacoes = ({
  notificacoes,
  clock,
}: {
  readonly notificacoes: Notificacoes;
  readonly clock: Clock;
}) => ({
  /** @throws DomainError NOTIFICACAO_NAO_ENCONTRADA */
  buscar: async (id: string): Promise<Notificacao> => {
    const notificacao = await notificacoes.buscar(id);
    if (notificacao === undefined) throw notificacaoNaoEncontrada(id);
    return notificacao;
  },

  listar: async ({ pageSize, pageToken, ...filtro }: PedidoDeLista): Promise<Page<Notificacao>> => {
    const limite = pageSizeOf(pageSize);
    const antesDe = decodePageToken(pageToken, ['string'])?.[0];
    const found = await notificacoes.listar({ ...filtro, antesDe, limite: limite + 1 });
    return pageOf(found, limite, ({ id }) => [id]);
  },

  contarNaoLidas: (idUsuario: string): Promise<number> => notificacoes.contarNaoLidas(idUsuario),

  /** @throws DomainError NOTIFICACAO_NAO_ENCONTRADA */
  marcarLida: async (id: string): Promise<Notificacao> => {
    const lida = await notificacoes.marcarLida(id, clock.now());
    if (lida === undefined) throw notificacaoNaoEncontrada(id);
    return lida;
  },

  /** @returns how many were unread */
  marcarTodasLidas: (idUsuario: string): Promise<number> =>
    notificacoes.marcarTodasLidas(idUsuario, clock.now()),

  buscarEmail: (idUsuario: string): Promise<string> => notificacoes.buscarEmail(idUsuario),

  guardarEmail: (idUsuario: string, email: string): Promise<void> =>
    notificacoes.guardarEmail(idUsuario, email),
});
