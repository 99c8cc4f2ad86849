/** When records became durable: each entry says that those before an offset, and not before the entry before, did. */
export class Duraveis {
  private marcas: { ate: number; ms: number }[] = [];

  /** So many records from an offset on are durable since then. */
  marcar(primeiro: number, quantos: number, ms: number): void {
    const ultima = this.marcas.at(-1);
    const ate = primeiro + quantos;
    if (ultima?.ms === ms) ultima.ate = ate;
    else this.marcas.push({ ate, ms });
  }

  /** Undefined when it happened in an earlier run of the process. What lies before is forgotten. */
  em(offset: number): number | undefined {
    let i = 0;
    while (i < this.marcas.length && (this.marcas[i] as { ate: number }).ate <= offset) i++;
    if (i > 0) this.marcas = this.marcas.slice(i);
    return this.marcas[0]?.ms;
  }
}
