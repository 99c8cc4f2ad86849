import { IANAZone } from 'luxon';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DIA_MS = 24 * HOUR_MS;

/** A stretch in which the clock keeps one distance to UTC. */
interface Trecho {
  readonly inicio: number;
  readonly fim: number;
  readonly distancia: number;
}

/** Milliseconds since 1970, `fim` not in it. */
export type TrechoMs = Pick<Trecho, 'inicio' | 'fim'>;

/**
 * The clock on the wall of an IANA zone. A day is named by its midnight as if it were in UTC, in milliseconds since 1970.
 */
export class RelogioLocal {
  private readonly zona: IANAZone;

  constructor(fuso: string) {
    this.zona = IANAZone.create(fuso);
  }

  /** The day that the clock shows at an instant. */
  diaDe(instante: number): number {
    return Math.floor((instante + this.distancia(instante)) / DIA_MS) * DIA_MS;
  }

  /**
   * When the clock shows the times of a day from one to another, in minutes since midnight.
   *
   * Where the clock jumps ahead, the times it skips are nowhere; where it is put back, the times it shows twice are meant
   * the first time, as RFC 5545 (3.3.5) reads them. So every minute on the clock counts at most once, and the result is
   * two stretches when the repeated time lies inside.
   */
  instantes(dia: number, inicio: number, fim: number): readonly TrechoMs[] {
    const found: TrechoMs[] = [];
    let shown = Number.NEGATIVE_INFINITY;
    for (const trecho of this.trechos(dia)) {
      const from = Math.max(dia + inicio * MINUTE_MS, trecho.inicio + trecho.distancia, shown);
      shown = trecho.fim + trecho.distancia;
      const to = Math.min(dia + fim * MINUTE_MS, shown);
      if (from < to) found.push({ inicio: from - trecho.distancia, fim: to - trecho.distancia });
    }
    return found;
  }

  /** All time in which some clock on Earth shows the day, UTC+14 to UTC-12. No zone changes its clock twice in it. */
  private trechos(dia: number): readonly Trecho[] {
    const [inicio, fim] = [dia - 14 * HOUR_MS, dia + 36 * HOUR_MS];
    const [antes, depois] = [this.distancia(inicio), this.distancia(fim)];
    if (antes === depois) return [{ inicio, fim, distancia: antes }];
    const mudanca = this.mudanca(inicio, fim);
    return [
      { inicio, fim: mudanca, distancia: antes },
      { inicio: mudanca, fim, distancia: depois },
    ];
  }

  /** The first minute with the new distance, by halving. */
  private mudanca(inicio: number, fim: number): number {
    const antes = this.distancia(inicio);
    let [before, after] = [inicio / MINUTE_MS, fim / MINUTE_MS];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.distancia(middle * MINUTE_MS) === antes) before = middle;
      else after = middle;
    }
    return after * MINUTE_MS;
  }

  private distancia(instante: number): number {
    return this.zona.offset(instante) * MINUTE_MS;
  }
}
