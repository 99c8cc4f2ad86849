import type { Stateful } from '@trilha/pipeline';
import type { Normalizado } from './mensagens.js';

interface Estado {
  /** Records that are orders to the analysis, not events. */
  ordens: number;
  /** Dead events that were analysed again with success: of the event, of the record that did it. */
  repetidos: [number, number][];
}

/** What the sums of the run do not tell: which records are no events, and which deaths were made good. */
export class Contas implements Stateful {
  /** Records that are orders to the analysis, not events. */
  ordens = 0;
  private repetidos = new Map<number, number>();

  contar(tipo: Normalizado['tipo'] | undefined, offset: number, repete: number | undefined): void {
    if (repete !== undefined) this.repetidos.set(repete, offset);
    else if (tipo === 'restauracao' || tipo === 'apagamento') this.ordens += 1;
  }

  /** Where the result of a dead event is that was analysed again. */
  repeticaoDe(offset: number): number | undefined {
    return this.repetidos.get(offset);
  }

  /** Of each dead event that was made good: itself, and the record that did it. */
  get retomados(): ReadonlyMap<number, number> {
    return this.repetidos;
  }

  save(): Uint8Array {
    const estado: Estado = { ordens: this.ordens, repetidos: [...this.repetidos] };
    return Buffer.from(JSON.stringify(estado));
  }

  load(bytes: Uint8Array): void {
    const { ordens, repetidos } = JSON.parse(Buffer.from(bytes).toString()) as Estado;
    this.ordens = ordens;
    this.repetidos = new Map(repetidos);
  }
}
