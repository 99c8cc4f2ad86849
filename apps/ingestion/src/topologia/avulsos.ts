import { type DurableLog, isMarked } from '@trilha/pipeline';
import { eOrdem } from '../registro/registro.js';

/** Whether a record of the log is no event of its own: an order to the analysis, or another try of a dead event. */
const eAvulso = (registro: Uint8Array): boolean => isMarked(registro) || eOrdem(registro);

/** Where the records lie that are no events and whose analysis is not on disk: few, or none. */
export class Avulsos {
  private offsets: number[] = [];
  /** Everything before it was read from the log. */
  private lidos = 0;

  /** Finds those that the log holds from an offset on. */
  async ler(log: DurableLog, desde: number): Promise<void> {
    let offset = desde;
    while (offset < log.end) {
      const registros = await log.read(offset, 10_000, 4 << 20);
      for (const { bytes, offset: onde } of registros) if (eAvulso(bytes)) this.offsets.push(onde);
      offset += registros.length;
    }
    this.lidos = offset;
  }

  /** Those among records that became durable, from `primeiro` on. */
  marcar(primeiro: number, offsets: readonly number[]): void {
    if (primeiro >= this.lidos) this.offsets.push(...offsets);
  }

  /** How many lie at an offset or behind it; those before are forgotten. */
  desde(offset: number): number {
    const fora = this.offsets.findIndex((um) => um >= offset);
    this.offsets = fora < 0 ? [] : this.offsets.slice(fora);
    return this.offsets.length;
  }
}
