import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * A file that appears whole or not at all: written beside its place under a name that a watched folder passes over, synced
 * and renamed when it is complete.
 */
export class ArquivoInteiro {
  private constructor(
    private readonly arquivo: string,
    private readonly provisorio: string,
    private readonly saida: WriteStream,
  ) {}

  /** @throws the error of the system when it can't be made */
  static async abrir(arquivo: string): Promise<ArquivoInteiro> {
    const provisorio = join(dirname(arquivo), `.${basename(arquivo)}.${process.pid}`);
    const saida = createWriteStream(provisorio);
    await once(saida, 'open');
    return new ArquivoInteiro(arquivo, provisorio, saida);
  }

  /** Resolves when there is room for more. */
  async escrever(texto: string): Promise<void> {
    if (!this.saida.write(texto)) await once(this.saida, 'drain');
  }

  async completar(): Promise<void> {
    this.saida.end();
    await once(this.saida, 'close');
    const handle = await open(this.provisorio, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(this.provisorio, this.arquivo);
  }

  /** Leaves nothing behind. */
  async abandonar(): Promise<void> {
    this.saida.destroy();
    await rm(this.provisorio, { force: true });
  }
}
