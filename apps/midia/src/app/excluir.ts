import { midiaNaoEncontrada } from '../domain/errors.js';
import type { Blobs, Midias } from './ports.js';

/**
 * Deletes a media, and its bytes when no other media holds them. An upload of the same bytes at the same time waits, so
 * it never names bytes that are about to go.
 *
 * @throws DomainError MIDIA_NAO_ENCONTRADA
 */
export const createExcluir =
  ({ midias, blobs }: { readonly midias: Midias; readonly blobs: Blobs }) =>
  async (id: string): Promise<void> => {
    const midia = await midias.buscar(id);
    if (midia === undefined) throw midiaNaoEncontrada(id);
    await blobs.exclusivo(midia.sha256, async () => {
      const gone = await midias.excluir(id);
      if (gone === undefined) throw midiaNaoEncontrada(id);
      if (gone.outras === 0) await blobs.excluir(midia.sha256);
    });
  };
