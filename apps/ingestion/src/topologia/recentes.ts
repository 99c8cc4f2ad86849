import { DIMENSAO } from '../domain/caracteristicas.js';

/** What was said of a transaction, kept until its label comes. */
export interface Dita {
  readonly caracteristicas: Float64Array;
  readonly probabilidade: number;
  /** Row of the merchant. */
  readonly estabelecimento: number;
  /** The truth was known when it was said. */
  readonly rotulada: boolean;
}

/** Where what was said of older transactions is read. */
export interface Antigas {
  /** Undefined when there is no transaction at this offset. */
  dita(offset: number): Dita | undefined;
}

/** What was said of the latest transactions, by offset; older ones are on disk by then. */
export class Recentes {
  private readonly offsets: Float64Array;
  private readonly numeros: Float64Array;
  private readonly caracteristicas: Float64Array;
  private readonly rotuladas: Uint8Array;

  /** @param quantas a power of two, at least as many as may lie between two checkpoints */
  constructor(
    private readonly quantas: number,
    private readonly antigas: Antigas,
  ) {
    this.offsets = new Float64Array(quantas).fill(-1);
    this.numeros = new Float64Array(quantas * 2);
    this.caracteristicas = new Float64Array(quantas * DIMENSAO);
    this.rotuladas = new Uint8Array(quantas);
  }

  lembrar(
    offset: number,
    x: Float64Array,
    probabilidade: number,
    estabelecimento: number,
    rotulada: boolean,
  ): void {
    const vaga = offset % this.quantas;
    this.offsets[vaga] = offset;
    this.numeros[vaga * 2] = probabilidade;
    this.numeros[vaga * 2 + 1] = estabelecimento;
    this.caracteristicas.set(x, vaga * DIMENSAO);
    this.rotuladas[vaga] = Number(rotulada);
  }

  /**
   * Copies the features of one of the latest transactions to `para[em]` and on.
   *
   * @returns the row of its merchant
   * @throws Error when it is not one of the latest
   */
  copiar(offset: number, para: Float32Array, em: number): number {
    const vaga = offset % this.quantas;
    if (this.offsets[vaga] !== offset) throw new Error(`nothing was said of the transaction at ${offset}`);
    for (let i = 0; i < DIMENSAO; i++) para[em + i] = this.caracteristicas[vaga * DIMENSAO + i] as number;
    return this.numeros[vaga * 2 + 1] as number;
  }

  dita(offset: number): Dita | undefined {
    const vaga = offset % this.quantas;
    if (this.offsets[vaga] !== offset) return this.antigas.dita(offset);
    return {
      caracteristicas: this.caracteristicas.subarray(vaga * DIMENSAO, (vaga + 1) * DIMENSAO),
      probabilidade: this.numeros[vaga * 2] as number,
      estabelecimento: this.numeros[vaga * 2 + 1] as number,
      rotulada: this.rotuladas[vaga] === 1,
    };
  }
}
