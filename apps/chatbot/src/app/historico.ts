import { decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { interacaoNaoEncontrada } from '../domain/errors.js';
import type { Interacao } from '../domain/interacao.js';
import type { Interacoes } from './ports.js';

export interface PedidoDeLista {
  readonly idUsuario: string;
  /** Empty for all. */
  readonly idConversa: string;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** What users asked: reading, rating and forgetting it. */
export const createHistorico = ({
  interacoes,
  aoGuardar,
}: {
  readonly interacoes: Interacoes;
  /** Told when a rating was kept. */
  readonly aoGuardar: () => void;
}) => ({
  /** @throws DomainError INTERACAO_NAO_ENCONTRADA */
  buscar: async (id: string): Promise<Interacao> => {
    const interacao = await interacoes.buscar(id);
    if (interacao === undefined) throw interacaoNaoEncontrada(id);
    return interacao;
  },

  listar: async ({ pageSize, pageToken, ...filtro }: PedidoDeLista): Promise<Page<Interacao>> => {
    const limite = pageSizeOf(pageSize);
    const antesDe = decodePageToken(pageToken, ['string'])?.[0];
    const found = await interacoes.listar({ ...filtro, antesDe, limite: limite + 1 });
    return pageOf(found, limite, ({ id }) => [id]);
  },

  apagar: (idUsuario: string): Promise<void> => interacoes.apagar(idUsuario),

  /**
   * Keeps how good an answer was; the last rating counts, here and in insights.
   *
   * @throws DomainError INTERACAO_NAO_ENCONTRADA
   */
  avaliar: async (id: string, nota: number): Promise<Interacao> => {
    const avaliada = await interacoes.avaliar(id, nota);
    if (avaliada === undefined) throw interacaoNaoEncontrada(id);
    aoGuardar();
    return avaliada;
  },
});
