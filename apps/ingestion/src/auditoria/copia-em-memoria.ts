import { FileMissing, type Storage, type StorageLock, type StoredFile } from '@trilha/pipeline';

/** What is not as in the storage below. */
interface Alterado {
  /** Bytes of the file below that still count. */
  base: number;
  /** Behind them. */
  depois: Uint8Array;
}

/**
 * A storage over another one, which it only reads: whatever is written stays in memory and is seen here alone. So what
 * opens a folder and repairs it as it does can look at one that must not change.
 *
 * Locks are those of the storage below: nobody else has it open.
 */
export class CopiaEmMemoria implements Storage {
  private readonly alterados = new Map<string, Alterado>();
  /** Names here for names below; undefined for one that was removed. */
  private readonly nomes = new Map<string, string | undefined>();

  constructor(private readonly original: Storage) {}

  async open(name: string): Promise<StoredFile> {
    const arquivo = await this.originalDe(name);
    if (arquivo === undefined && !this.alterados.has(name)) {
      this.alterados.set(name, { base: 0, depois: new Uint8Array(0) });
    }
    return this.arquivo(name, arquivo);
  }

  async openToRead(name: string): Promise<StoredFile> {
    const arquivo = await this.originalDe(name);
    if (arquivo === undefined && !this.alterados.has(name)) throw new FileMissing(`${name}: no such file`);
    return this.arquivo(name, arquivo);
  }

  async list(): Promise<readonly string[]> {
    const nomes = new Set(await this.original.list());
    for (const [nome, debaixo] of this.nomes) if (debaixo === undefined) nomes.delete(nome);
    for (const nome of this.alterados.keys()) nomes.add(nome);
    return [...nomes].sort();
  }

  async rename(from: string, to: string): Promise<void> {
    await this.conferirNome(to);
    const arquivo = await this.openToRead(from);
    const depois = await arquivo.read(0, arquivo.size);
    await arquivo.close();
    await this.remove(from);
    this.nomes.set(to, undefined);
    this.alterados.set(to, { base: 0, depois });
  }

  async remove(name: string): Promise<void> {
    await this.conferirNome(name);
    this.alterados.delete(name);
    this.nomes.set(name, undefined);
  }

  async syncFolder(): Promise<void> {}

  lock(name: string): Promise<StorageLock> {
    return this.original.lock(name);
  }

  /** The storage below knows which names are none. */
  private async conferirNome(name: string): Promise<void> {
    await (await this.abrirDebaixo(name))?.close();
  }

  private async originalDe(name: string): Promise<StoredFile | undefined> {
    const original = await this.abrirDebaixo(name);
    if (original === undefined || !this.nomes.has(name)) return original;
    await original.close();
    return undefined;
  }

  private async abrirDebaixo(name: string): Promise<StoredFile | undefined> {
    try {
      return await this.original.openToRead(name);
    } catch (error) {
      if (error instanceof FileMissing) return undefined;
      throw error;
    }
  }

  private arquivo(name: string, original: StoredFile | undefined): StoredFile {
    // A reader of a file that is removed goes on with what it was.
    let visto = this.alterados.get(name);
    const ver = (): Alterado => {
      visto ??= this.alterados.get(name);
      return visto ?? { base: original?.size ?? 0, depois: NADA };
    };
    const mudar = (para: Alterado): void => {
      visto = Object.assign(ver(), para);
      this.alterados.set(name, visto);
    };
    const ler = (position: number, length: number, daBase: Uint8Array): Uint8Array => {
      const { base, depois } = ver();
      const bytes = new Uint8Array(
        new ArrayBuffer(Math.max(0, Math.min(length, base + depois.length - position))),
      );
      bytes.set(daBase.subarray(0, bytes.length));
      const desde = Math.max(0, position - base);
      bytes.set(depois.subarray(desde, desde + bytes.length - daBase.length), daBase.length);
      return bytes;
    };
    const naBase = (position: number, length: number): number =>
      Math.max(0, Math.min(length, ver().base - position));
    return {
      get size() {
        const { base, depois } = ver();
        return base + depois.length;
      },
      append: async (bytes) => {
        const { base, depois } = ver();
        mudar({ base, depois: Buffer.concat([depois, bytes]) });
      },
      read: async (position, length) => {
        const quantos = naBase(position, length);
        return ler(position, length, (await original?.read(position, quantos)) ?? NADA);
      },
      readSync: (position, into) => {
        const daBase = into.subarray(0, naBase(position, into.length));
        const lidos = original?.readSync(position, daBase) ?? 0;
        const bytes = ler(position, into.length, daBase.subarray(0, lidos));
        into.set(bytes);
        return bytes.length;
      },
      sync: async () => {},
      truncate: async (size) => {
        const { base, depois } = ver();
        const dentro = size <= base ? NADA : new Uint8Array(size - base);
        dentro.set(depois.subarray(0, dentro.length));
        mudar({ base: Math.min(base, size), depois: dentro });
      },
      close: async () => {
        await original?.close();
      },
    };
  }
}

const NADA = new Uint8Array(0);
