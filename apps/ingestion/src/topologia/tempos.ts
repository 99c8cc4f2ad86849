import type { Storage, StoredFile } from '@trilha/pipeline';

/** When the events of one micro-batch passed each point; ms since 1970, 0 where a node did not run. */
export interface Tempos {
  readonly primeiro: number;
  readonly quantos: number;
  readonly duravelMs: number;
  readonly finalizadoMs: number;
  /** By node, in the order of the pipeline. */
  readonly inicioMs: Float64Array;
  readonly fimMs: Float64Array;
}

/**
 * The times of all events in a file of equal rows of float64, one a micro-batch, in the order of the log. A row is
 * written after the checkpoint that passes its events, so it says when they were final; it becomes durable with the next
 * one. What a crash took is written again as the time of the recovery.
 */
export class TabelaDeTempos {
  private readonly colunas: number;
  /** First offset of every row, to find one by. */
  private primeiros = new Float64Array(1024);
  private linhas = 0;

  private constructor(
    private readonly arquivo: StoredFile,
    private readonly nos: number,
  ) {
    this.colunas = colunasDe(nos);
  }

  static async abrir(storage: Storage, nos: number): Promise<TabelaDeTempos> {
    const arquivo = await storage.open(`tempos-${nos}`);
    await storage.syncFolder();
    return new TabelaDeTempos(arquivo, nos);
  }

  /**
   * Reads what is there and cuts off what no checkpoint has passed, and what a crash left that is no row: the rows go on
   * one from the other. To be called before anything else.
   *
   * @param offset where the last checkpoint stands
   */
  async voltarA(offset: number): Promise<void> {
    const { arquivo, colunas } = this;
    const bytesPorLinha = colunas * 8;
    const linhas = Math.floor(arquivo.size / bytesPorLinha);
    let fim = 0;
    ler: for (let linha = 0; linha < linhas; linha += 4096) {
      const bytes = await arquivo.read(linha * bytesPorLinha, 4096 * bytesPorLinha);
      const numeros = new Float64Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 8));
      for (let i = 0; i + colunas <= numeros.length; i += colunas) {
        const quantos = numeros[i + 1] as number;
        if (numeros[i] !== fim || !(quantos >= 1 && fim + quantos <= offset)) break ler;
        this.lembrar(fim);
        fim += quantos;
      }
    }
    await arquivo.truncate(this.linhas * bytesPorLinha);
  }

  /** The end of the last row: every event before it has its times. */
  get fim(): number {
    const ultima = this.linhas === 0 ? undefined : this.ler(this.linhas - 1);
    return ultima === undefined ? 0 : ultima.primeiro + ultima.quantos;
  }

  async escrever(tempos: readonly Tempos[]): Promise<void> {
    const numeros = new Float64Array(tempos.length * this.colunas);
    for (const [i, tempo] of tempos.entries()) {
      numeros.set([tempo.primeiro, tempo.quantos, tempo.duravelMs, tempo.finalizadoMs], i * this.colunas);
      numeros.set(tempo.inicioMs, i * this.colunas + 4);
      numeros.set(tempo.fimMs, i * this.colunas + 4 + this.nos);
    }
    await this.arquivo.append(new Uint8Array(numeros.buffer));
    for (const { primeiro } of tempos) this.lembrar(primeiro);
  }

  /** Syncs what was written before. */
  sync(): Promise<void> {
    return this.arquivo.sync();
  }

  /** The times of an event; undefined when it is not final yet. */
  achar(offset: number): Tempos | undefined {
    const [tempos] = this.desde(offset);
    return tempos;
  }

  /** The row that an event is in, and those after it. */
  *desde(offset: number): Generator<Tempos> {
    if (offset < 0 || offset >= this.fim) return;
    for (let linha = this.linhaDe(offset); linha < this.linhas; linha++) yield this.ler(linha);
  }

  /** All rows, in order. */
  [Symbol.iterator](): Generator<Tempos> {
    return this.desde(0);
  }

  async close(): Promise<void> {
    await this.arquivo.sync();
    await this.arquivo.close();
  }

  private linhaDe(offset: number): number {
    let [baixo, alto] = [0, this.linhas - 1];
    while (baixo < alto) {
      const meio = (baixo + alto + 1) >> 1;
      if ((this.primeiros[meio] as number) <= offset) baixo = meio;
      else alto = meio - 1;
    }
    return baixo;
  }

  private ler(linha: number): Tempos {
    const numeros = new Float64Array(this.colunas);
    this.arquivo.readSync(linha * this.colunas * 8, new Uint8Array(numeros.buffer));
    const [primeiro, quantos, duravelMs, finalizadoMs] = numeros as unknown as [
      number,
      number,
      number,
      number,
    ];
    return {
      primeiro,
      quantos,
      duravelMs,
      finalizadoMs,
      inicioMs: numeros.slice(4, 4 + this.nos),
      fimMs: numeros.slice(4 + this.nos),
    };
  }

  private lembrar(primeiro: number): void {
    if (this.linhas === this.primeiros.length) {
      const maior = new Float64Array(Math.max(1024, this.linhas * 2));
      maior.set(this.primeiros);
      this.primeiros = maior;
    }
    this.primeiros[this.linhas++] = primeiro;
  }
}

/** First offset, count, durable, final; start and end of each node. */
const colunasDe = (nos: number): number => 4 + nos * 2;
