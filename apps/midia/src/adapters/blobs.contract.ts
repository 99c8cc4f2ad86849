import { createHash } from 'node:crypto';
import type { Blobs } from '../app/ports.js';

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function* pieces(...all: Buffer[]): AsyncIterable<Buffer> {
  yield* all;
}

async function collect(source: AsyncIterable<Buffer> | undefined): Promise<Buffer | undefined> {
  if (source === undefined) return undefined;
  const all: Buffer[] = [];
  for await (const piece of source) all.push(piece);
  return Buffer.concat(all);
}

const listed = async (blobs: Blobs): Promise<string[]> => {
  const all: string[] = [];
  for await (const sha256 of blobs.listar()) all.push(sha256);
  return all;
};

/** What every store of bytes must do. */
export function blobsContract(name: string, open: () => Promise<Blobs>): void {
  describe(`${name} as Blobs`, () => {
    let blobs: Blobs;
    const big = Buffer.from(Array.from({ length: 200_001 }, (_, i) => i % 251));

    beforeEach(async () => {
      blobs = await open();
    });

    const keep = async (...all: Buffer[]) => {
      const received = await blobs.receber(pieces(...all));
      await blobs.guardar(received);
      return received;
    };

    it('gives back what it keeps, whole and in parts', async () => {
      const { sha256, tamanhoBytes } = await keep(big.subarray(0, 7), big.subarray(7));
      expect([sha256, tamanhoBytes]).toEqual([sha256Of(big), big.length]);
      const read = (inicio: number, comprimento: number) =>
        blobs.ler(sha256, tamanhoBytes, { inicio, comprimento });
      expect((await collect(await read(0, big.length)))?.equals(big)).toBe(true);
      expect((await collect(await read(65_000, 70_000)))?.equals(big.subarray(65_000, 135_000))).toBe(true);
    });

    it('keeps an empty file', async () => {
      const { sha256 } = await keep();
      expect(await collect(await blobs.ler(sha256, 0, { inicio: 0, comprimento: 0 }))).toEqual(
        Buffer.alloc(0),
      );
    });

    it('keeps the same bytes once', async () => {
      await keep(big);
      await keep(big);
      expect(await listed(blobs)).toEqual([sha256Of(big)]);
    });

    it('shows nothing that was received and not kept', async () => {
      const received = await blobs.receber(pieces(big));
      expect(await listed(blobs)).toEqual([]);
      await blobs.descartar(received);
      expect(await blobs.ler(received.sha256, big.length, { inicio: 0, comprimento: 1 })).toBeUndefined();
    });

    it('passes on the failure of a source and keeps nothing of it', async () => {
      const failing = (async function* () {
        yield big;
        throw new Error('sumiu');
      })();
      await expect(blobs.receber(failing)).rejects.toThrow('sumiu');
      expect(await listed(blobs)).toEqual([]);
    });

    it('forgets what it is told to, twice as well', async () => {
      const { sha256 } = await keep(big);
      await blobs.excluir(sha256);
      await blobs.excluir(sha256);
      expect(await blobs.ler(sha256, big.length, { inicio: 0, comprimento: 1 })).toBeUndefined();
    });

    it('gives nothing when there are not as many bytes as said', async () => {
      const { sha256 } = await keep(big);
      expect(await blobs.ler(sha256, big.length + 1, { inicio: 0, comprimento: 1 })).toBeUndefined();
    });

    it('runs exclusive work for the same bytes one after the other', async () => {
      const order: string[] = [];
      const work = (label: string) => () =>
        Promise.resolve()
          .then(() => order.push(`${label} begins`))
          .then(() => order.push(`${label} ends`));
      await Promise.all([blobs.exclusivo('x', work('a')), blobs.exclusivo('x', work('b'))]);
      expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    });
  });
}
