/** Text that is remembered may take so many bytes before the memory for it is made. */
const MENORES_BYTES = 1 << 16;
/** Of the bytes of each text, side by side: their hash, how many there are and where they begin. */
const HASH = 0;
const TAMANHO = 1;
const INICIO = 2;
const COLUNAS = 4;

/**
 * Gives for the bytes of a text one and the same thing each time, made of the text when it comes first. Ids and names come
 * again and again: making strings of them anew, and hashing those anew in every table, would cost more than all that is
 * done with them. Forgets everything when full.
 */
export class TextosConhecidos<T> {
  private readonly formas: (T | undefined)[];
  private readonly dados: Int32Array;
  private bytes = Buffer.allocUnsafeSlow(MENORES_BYTES);
  private fim = 0;
  private quantos = 0;
  private readonly mascara: number;

  /**
   * @param forma what is given for a text; the number, below `vagas`, is that of no other text that is remembered
   * @param vagas a power of two; half of them are used
   */
  constructor(
    private readonly forma: (texto: string, numero: number) => T,
    private readonly vagas = 1 << 16,
  ) {
    this.mascara = vagas - 1;
    this.formas = new Array(vagas).fill(undefined);
    this.dados = new Int32Array(vagas * COLUNAS);
  }

  /** Of the text in UTF-8 that stands at `de`. */
  de(em: Buffer, de: number, tamanho: number): T {
    // FNV-1a, 32 bits.
    let hash = 0x811c9dc5;
    for (let i = de; i < de + tamanho; i++) hash = Math.imul(hash ^ (em[i] as number), 0x01000193);
    let vaga = (hash ^ (hash >>> 15)) & this.mascara;
    for (;;) {
      const forma = this.formas[vaga];
      if (forma === undefined) return this.lembrar(vaga, hash, em, de, tamanho);
      if (this.igual(vaga * COLUNAS, hash, em, de, tamanho)) return forma;
      vaga = (vaga + 1) & this.mascara;
    }
  }

  private igual(onde: number, hash: number, em: Buffer, de: number, tamanho: number): boolean {
    const { dados, bytes } = this;
    if (dados[onde + HASH] !== hash || dados[onde + TAMANHO] !== tamanho) return false;
    const inicio = dados[onde + INICIO] as number;
    for (let i = 0; i < tamanho; i++) if (bytes[inicio + i] !== em[de + i]) return false;
    return true;
  }

  private lembrar(vaga: number, hash: number, em: Buffer, de: number, tamanho: number): T {
    const forma = this.forma(em.toString('utf8', de, de + tamanho), vaga);
    if (this.quantos >= this.vagas / 2) {
      this.formas.fill(undefined);
      this.quantos = 0;
      this.fim = 0;
    }
    if (this.fim + tamanho > this.bytes.length) {
      const maior = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.fim + tamanho));
      this.bytes.copy(maior, 0, 0, this.fim);
      this.bytes = maior;
    }
    em.copy(this.bytes, this.fim, de, de + tamanho);
    this.formas[vaga] = forma;
    const onde = vaga * COLUNAS;
    this.dados[onde + HASH] = hash;
    this.dados[onde + TAMANHO] = tamanho;
    this.dados[onde + INICIO] = this.fim;
    this.fim += tamanho;
    this.quantos += 1;
    return forma;
  }
}
