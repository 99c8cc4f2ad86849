import { type Clock, decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { entregaNaoEncontrada, entregaViva } from '../domain/errors.js';
import type { Notificacao } from '../domain/notificacao.js';
import type { EntregaDevida, Entregas, Sinal } from './ports.js';

export interface CartasMortasOptions {
  readonly entregas: Entregas;
  readonly clock: Clock;
  readonly novidades: Sinal;
}

/** Deliveries that were given up: seeing them, and trying them again. */
export const createCartasMortas = ({ entregas, clock, novidades }: CartasMortasOptions) => ({
  listarMortas: async (pageSize: number, pageToken: string): Promise<Page<EntregaDevida>> => {
    const limite = pageSizeOf(pageSize);
    const key = decodePageToken(pageToken, ['number', 'string']);
    const found = await entregas.listarMortas(limite + 1, key && { mortaEm: new Date(key[0]), id: key[1] });
    return pageOf(found, limite, ({ entrega }) => [entrega.mortaEm?.getTime() ?? 0, entrega.id]);
  },

  /** @throws DomainError ENTREGA_NAO_ENCONTRADA, or ENTREGA_VIVA when it was delivered or is still being tried */
  reenviar: async (idEntrega: string): Promise<Notificacao> => {
    const result = await entregas.reviver(idEntrega, clock.now());
    if (result === 'viva') throw entregaViva(idEntrega);
    const notificacao = result === 'revivida' ? await entregas.buscarNotificacaoDe(idEntrega) : undefined;
    if (notificacao === undefined) throw entregaNaoEncontrada(idEntrega);
    novidades.avisar();
    return notificacao;
  },
});
