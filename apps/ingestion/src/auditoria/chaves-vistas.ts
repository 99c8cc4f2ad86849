/** Which of many 16-byte keys were seen: 64 bytes a key at most, so that tens of millions fit into memory. */
export class ChavesVistas {
  private celulas = new BigUint64Array(2 * 1024);
  private quantas = 0;
  /** A key of zeros looks like an empty cell. */
  private zero = false;

  /** @returns whether the key was there already */
  ver(chave: Uint8Array): boolean {
    const vista = new DataView(chave.buffer, chave.byteOffset, chave.byteLength);
    const alto = vista.getBigUint64(0);
    const baixo = vista.getBigUint64(8);
    if (alto === 0n && baixo === 0n) {
      const antes = this.zero;
      this.zero = true;
      return antes;
    }
    if (this.quantas * 4 >= this.celulas.length) this.crescer();
    return this.por(alto, baixo);
  }

  private por(alto: bigint, baixo: bigint): boolean {
    const { celulas } = this;
    const mascara = celulas.length / 2 - 1;
    // Keys are hashes or random already but for the time they begin with.
    let i = Number(BigInt.asUintN(32, baixo ^ (alto >> 20n) ^ (baixo >> 32n))) & mascara;
    while (celulas[2 * i] !== 0n || celulas[2 * i + 1] !== 0n) {
      if (celulas[2 * i] === alto && celulas[2 * i + 1] === baixo) return true;
      i = (i + 1) & mascara;
    }
    celulas[2 * i] = alto;
    celulas[2 * i + 1] = baixo;
    this.quantas += 1;
    return false;
  }

  private crescer(): void {
    const antes = this.celulas;
    this.celulas = new BigUint64Array(antes.length * 2);
    this.quantas = 0;
    for (let i = 0; i < antes.length; i += 2) {
      const [alto, baixo] = [antes[i] as bigint, antes[i + 1] as bigint];
      if (alto !== 0n || baixo !== 0n) this.por(alto, baixo);
    }
  }
}
