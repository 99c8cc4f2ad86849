/** Percentiles that every report shows. */
export const PERCENTIS = [50, 90, 99, 99.9] as const;

export interface ResumoDeLatencias {
  readonly quantas: number;
  readonly mediaMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maximaMs: number;
}

/** @param latencias in any order; undefined when there are none */
export function resumirLatencias(latencias: Float64Array): ResumoDeLatencias | undefined {
  if (latencias.length === 0) return undefined;
  const ordenadas = latencias.slice().sort();
  const [p50Ms, p90Ms, p99Ms, p999Ms] = PERCENTIS.map((por) => percentil(ordenadas, por)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    quantas: ordenadas.length,
    mediaMs: ordenadas.reduce((soma, uma) => soma + uma, 0) / ordenadas.length,
    p50Ms,
    p90Ms,
    p99Ms,
    p999Ms,
    maximaMs: ordenadas.at(-1) as number,
  };
}

/**
 * The nearest-rank percentile: the smallest value that at least `por` % of all values do not exceed. Always a value that
 * was measured.
 *
 * @param ordenadas ascending, at least one
 */
export function percentil(ordenadas: Float64Array, por: number): number {
  // 99.9 % of 1,000 is 999, and not 999.0000000000001.
  const posto = Math.ceil((por * ordenadas.length) / 100 - 1e-9);
  const valor = ordenadas[Math.max(1, posto) - 1];
  if (valor === undefined) throw new RangeError('percentil de nenhum valor');
  return valor;
}

/** One point of the curve of all percentiles. */
export interface PontoDaCurva {
  readonly por: number;
  readonly ms: number;
}

const PASSOS_POR_DECADA = 12;

/** The curve of percentiles, denser towards 100 %: as many steps from 0 to 90 as from 90 to 99 and from 99 to 99.9. */
export function curvaDePercentis(latencias: Float64Array): readonly PontoDaCurva[] {
  const ordenadas = latencias.slice().sort();
  const pontos: PontoDaCurva[] = [];
  // No percentile beyond what so many values can tell.
  const decadas = Math.log10(Math.max(1, ordenadas.length));
  for (let passo = 0; passo <= Math.floor(decadas * PASSOS_POR_DECADA); passo++) {
    const por = 100 * (1 - 10 ** (-passo / PASSOS_POR_DECADA));
    pontos.push({ por, ms: percentil(ordenadas, por) });
  }
  return pontos;
}
