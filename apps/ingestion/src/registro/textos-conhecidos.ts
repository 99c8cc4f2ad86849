/**
 * Gives for the bytes of a text one and the same string each time. Ids and names come again and again: making them anew,
 * and hashing them anew in every table, would cost more than all that is done with them. Forgets everything when full.
 */
export class TextosConhecidos {
  private readonly textos: (string | undefined)[];
  private readonly bytes: (Buffer | undefined)[];
  private quantos = 0;
  private readonly mascara: number;

  /** @param vagas a power of two; half of them are used */
  constructor(private readonly vagas = 1 << 16) {
    this.mascara = vagas - 1;
    this.textos = new Array(vagas).fill(undefined);
    this.bytes = new Array(vagas).fill(undefined);
  }

  /** The text in UTF-8 that stands at `de`. */
  texto(em: Buffer, de: number, tamanho: number): string {
    // FNV-1a, 32 bits.
    let hash = 0x811c9dc5;
    for (let i = de; i < de + tamanho; i++) hash = Math.imul(hash ^ (em[i] as number), 0x01000193);
    let vaga = (hash ^ (hash >>> 15)) & this.mascara;
    for (;;) {
      const conhecido = this.bytes[vaga];
      if (conhecido === undefined) return this.lembrar(vaga, em, de, tamanho);
      if (conhecido.length === tamanho && igual(conhecido, em, de)) return this.textos[vaga] as string;
      vaga = (vaga + 1) & this.mascara;
    }
  }

  private lembrar(vaga: number, em: Buffer, de: number, tamanho: number): string {
    const texto = em.toString('utf8', de, de + tamanho);
    if (this.quantos >= this.vagas / 2) {
      this.textos.fill(undefined);
      this.bytes.fill(undefined);
      this.quantos = 0;
    }
    this.textos[vaga] = texto;
    this.bytes[vaga] = Buffer.from(em.subarray(de, de + tamanho));
    this.quantos += 1;
    return texto;
  }
}

function igual(conhecido: Buffer, em: Buffer, de: number): boolean {
  for (let i = 0; i < conhecido.length; i++) if (conhecido[i] !== em[de + i]) return false;
  return true;
}
