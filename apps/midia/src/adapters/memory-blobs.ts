import { createHash } from 'node:crypto';
import type { BlobInProgress, Blobs } from '../app/ports.js';
import type { Intervalo } from '../domain/intervalo.js';
import { KeyedLock } from './keyed-lock.js';

/** Bytes in memory, for tests of what stands on the port. */
export class MemoryBlobs implements Blobs {
  private readonly lock = new KeyedLock();
  private readonly received = new WeakMap<BlobInProgress, Buffer>();
  private readonly kept = new Map<string, Buffer>();

  async receber(pieces: AsyncIterable<Buffer>): Promise<BlobInProgress> {
    const all: Buffer[] = [];
    for await (const piece of pieces) all.push(piece);
    const bytes = Buffer.concat(all);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const blob = { sha256, tamanhoBytes: bytes.length, cabeca: bytes.subarray(0, 4_100) };
    this.received.set(blob, bytes);
    return blob;
  }

  async guardar(received: BlobInProgress): Promise<void> {
    this.kept.set(received.sha256, this.received.get(received) ?? Buffer.alloc(0));
  }

  async descartar(received: BlobInProgress): Promise<void> {
    this.received.delete(received);
  }

  async ler(sha256: string, tamanhoBytes: number, { inicio, comprimento }: Intervalo) {
    const bytes = this.kept.get(sha256);
    if (bytes === undefined || bytes.length !== tamanhoBytes) return undefined;
    return (async function* () {
      if (comprimento > 0) yield bytes.subarray(inicio, inicio + comprimento);
    })();
  }

  async excluir(sha256: string): Promise<void> {
    this.kept.delete(sha256);
  }

  async *listar(): AsyncIterable<string> {
    yield* [...this.kept.keys()];
  }

  exclusivo<T>(sha256: string, work: () => Promise<T>): Promise<T> {
    return this.lock.run(sha256, work);
  }
}
