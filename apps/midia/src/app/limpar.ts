import type { Blobs, Midias } from './ports.js';

/** Deletes bytes that no media holds, left by a crash between storing them and naming them; gives how many. */
export const createLimpar =
  ({ midias, blobs }: { readonly midias: Midias; readonly blobs: Blobs }) =>
  async (): Promise<number> => {
    let removed = 0;
    for await (const sha256 of blobs.listar()) {
      removed += await blobs.exclusivo(sha256, async () => {
        if (await midias.temBytes(sha256)) return 0;
        await blobs.excluir(sha256);
        return 1;
      });
    }
    return removed;
  };
