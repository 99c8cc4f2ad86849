/** Text that is remembered may take so many bytes before the memory for it is made. */
const MENORES_BYTES = 1 << 16;

/**
 * Gives for the bytes of a text one and the same string each time. Ids and names come again and again: making them anew,
 * and hashing them anew in every table, would cost more than all that is done with them. Forgets everything when full.
 */
export class TextosConhecidos {
  private readonly textos: (string | undefined)[];
  /** Of the bytes of each text: their hash, how many there are and where they begin. */
  private readonly hashes: Int32Array;
  private readonly tamanhos: Uint32Array;
  private readonly inicios: Uint32Array;
  private bytes = Buffer.allocUnsafeSlow(MENORES_BYTES);
  private fim = 0;
  private quantos = 0;
  private readonly mascara: number;

  /**
   * @param forma what is given for a text; the text itself by default
   * @param vagas a power of two; half of them are used
   */
  constructor(
    private readonly forma: (texto: string) => string = (texto) => texto,
    private readonly vagas = 1 << 16,
  ) {
    this.mascara = vagas - 1;
    this.textos = new Array(vagas).fill(undefined);
    this.hashes = new Int32Array(vagas);
    this.tamanhos = new Uint32Array(vagas);
    this.inicios = new Uint32Array(vagas);
  }

  /** The text in UTF-8 that stands at `de`. */
  texto(em: Buffer, de: number, tamanho: number): string {
    // FNV-1a, 32 bits.
    let hash = 0x811c9dc5;
    for (let i = de; i < de + tamanho; i++) hash = Math.imul(hash ^ (em[i] as number), 0x01000193);
    let vaga = (hash ^ (hash >>> 15)) & this.mascara;
    for (;;) {
      const texto = this.textos[vaga];
      if (texto === undefined) return this.lembrar(vaga, hash, em, de, tamanho);
      if (this.hashes[vaga] === hash && this.igual(vaga, em, de, tamanho)) return texto;
      vaga = (vaga + 1) & this.mascara;
    }
  }

  private igual(vaga: number, em: Buffer, de: number, tamanho: number): boolean {
    if (this.tamanhos[vaga] !== tamanho) return false;
    const { bytes } = this;
    const inicio = this.inicios[vaga] as number;
    for (let i = 0; i < tamanho; i++) if (bytes[inicio + i] !== em[de + i]) return false;
    return true;
  }

  private lembrar(vaga: number, hash: number, em: Buffer, de: number, tamanho: number): string {
    const texto = this.forma(em.toString('utf8', de, de + tamanho));
    if (this.quantos >= this.vagas / 2) {
      this.textos.fill(undefined);
      this.quantos = 0;
      this.fim = 0;
    }
    if (this.fim + tamanho > this.bytes.length) {
      const maior = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.fim + tamanho));
      this.bytes.copy(maior, 0, 0, this.fim);
      this.bytes = maior;
    }
    em.copy(this.bytes, this.fim, de, de + tamanho);
    this.textos[vaga] = texto;
    this.hashes[vaga] = hash;
    this.tamanhos[vaga] = tamanho;
    this.inicios[vaga] = this.fim;
    this.fim += tamanho;
    this.quantos += 1;
    return texto;
  }
}
