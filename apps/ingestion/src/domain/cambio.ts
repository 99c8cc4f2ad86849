import { numeroDoDia } from './data.js';
import { MOEDA_BASE, type Moeda } from './evento.js';

/** One line of the rates file: from this day on, a unit of the currency is worth so much of the base. */
export interface Taxa {
  /** Days since 1970-01-01. */
  readonly dia: number;
  readonly moeda: Moeda;
  readonly taxa: number;
}

/** Days and rates of one currency, by day. */
interface Serie {
  readonly dias: Float64Array;
  /** In millionths, so that amounts stay whole numbers. */
  readonly milionesimos: Float64Array;
}

const MILHAO = 1_000_000;

/** What amounts are worth in the base currency, by the rate of their day: the latest one not after it. */
export class Cambio {
  private readonly series = new Map<Moeda, Serie>();

  /** @throws RangeError when a currency other than the base has no rate, or one is not above zero */
  constructor(taxas: readonly Taxa[], moedas: readonly Moeda[]) {
    for (const moeda of moedas) {
      if (moeda === MOEDA_BASE) continue;
      const desta = taxas.filter((taxa) => taxa.moeda === moeda).sort((a, b) => a.dia - b.dia);
      if (desta.length === 0) throw new RangeError(`sem taxa de câmbio para ${moeda}`);
      const ruim = desta.find(({ taxa }) => !(taxa > 0 && taxa < MILHAO));
      if (ruim !== undefined) throw new RangeError(`taxa de câmbio inválida para ${moeda}: ${ruim.taxa}`);
      this.series.set(moeda, {
        dias: Float64Array.from(desta, ({ dia }) => dia),
        milionesimos: Float64Array.from(desta, ({ taxa }) => Math.round(taxa * MILHAO)),
      });
    }
  }

  /**
   * Cents of the base currency, rounded to the nearest. A day before the first rate takes the first one.
   *
   * @param centavos a whole number up to 1e14; with rates below 10 the product stays exact
   */
  paraBase(centavos: number, moeda: Moeda, dataMs: number): number {
    const serie = this.series.get(moeda);
    if (serie === undefined) return centavos;
    const milionesimos = serie.milionesimos[posicao(serie.dias, numeroDoDia(dataMs))] as number;
    // Split so that no intermediate product leaves the exact integers.
    const inteiros = Math.floor(centavos / MILHAO);
    const resto = centavos - inteiros * MILHAO;
    return inteiros * milionesimos + Math.round((resto * milionesimos) / MILHAO);
  }
}

/** Position of the last day that is not after `dia`; 0 when all are. */
function posicao(dias: Float64Array, dia: number): number {
  let [baixo, alto] = [0, dias.length - 1];
  while (baixo < alto) {
    const meio = (baixo + alto + 1) >> 1;
    if ((dias[meio] as number) <= dia) baixo = meio;
    else alto = meio - 1;
  }
  return baixo;
}
