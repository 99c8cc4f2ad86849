import { decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { bytesPerdidos, foraDoArquivo, midiaNaoEncontrada } from '../domain/errors.js';
import { type Intervalo, intervaloDe } from '../domain/intervalo.js';
import type { Midia } from '../domain/midia.js';
import type { Blobs, Midias } from './ports.js';

export interface PedidoDeLista {
  readonly idCurso: string;
  readonly idAula?: string;
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface Leitura {
  readonly midia: Midia;
  readonly intervalo: Intervalo;
  readonly pieces: AsyncIterable<Buffer>;
}

/** Looking files up, and reading them. */
export const createConsultar = ({ midias, blobs }: { readonly midias: Midias; readonly blobs: Blobs }) => {
  const buscar = async (id: string): Promise<Midia> => {
    const midia = await midias.buscar(id);
    if (midia === undefined) throw midiaNaoEncontrada(id);
    return midia;
  };
  return {
    /** @throws DomainError MIDIA_NAO_ENCONTRADA */
    buscar,

    listar: async ({ idCurso, idAula, ...page }: PedidoDeLista): Promise<Page<Midia>> => {
      const limite = pageSizeOf(page.pageSize);
      const apos = decodePageToken(page.pageToken, ['string'])?.[0];
      const found = await midias.listar({ idCurso, idAula, apos, limite: limite + 1 });
      return pageOf(found, limite, ({ nome }) => [nome]);
    },

    /**
     * Opens a part of a file, as {@link intervaloDe} understands it.
     *
     * @throws DomainError MIDIA_NAO_ENCONTRADA, FORA_DO_ARQUIVO beyond its end, BYTES_PERDIDOS when the store lost bytes
     */
    ler: async (id: string, offset: number, limit: number): Promise<Leitura> => {
      const midia = await buscar(id);
      const intervalo = intervaloDe(midia.tamanhoBytes, offset, limit);
      if (intervalo === undefined) throw foraDoArquivo(midia.tamanhoBytes);
      const pieces = await blobs.ler(midia.sha256, midia.tamanhoBytes, intervalo);
      if (pieces === undefined) throw bytesPerdidos(id);
      return { midia, intervalo, pieces };
    },
  };
};
