/** The four times of one event that went there and back: sent, answered by one clock; received, on disk by the other. */
export interface IdaEVolta {
  readonly envioMs: number;
  readonly respostaMs: number;
  readonly recebidoMs: number;
  readonly duravelMs: number;
}

/** By how much the clock of the server is ahead of that of a sender. */
export interface DiferencaDeRelogio {
  /** To be added to the sender's times. */
  readonly diferencaMs: number;
  /** The truth is not further than this from `diferencaMs`. */
  readonly incertezaMs: number;
  /** Round trips that it stands on. */
  readonly amostras: number;
}

/** The server writes whole milliseconds: what it calls 5 may have been 5.999. */
const RESOLUCAO_DO_SERVIDOR_MS = 1;

/**
 * Estimates how far two clocks are apart from events that went there and back. Nothing is received before it was sent, and
 * nothing is answered before it is on disk, so every round trip bounds the difference from both sides; together they leave
 * the interval whose middle is taken (the bounds of F. Cristian, 1989, over all samples).
 *
 * @returns undefined when there is no sample, or when no single difference fits all of them: a clock was set meanwhile
 */
export function compararRelogios(idas: Iterable<IdaEVolta>): DiferencaDeRelogio | undefined {
  let [menor, maior, amostras] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (const { envioMs, respostaMs, recebidoMs, duravelMs } of idas) {
    maior = Math.min(maior, recebidoMs + RESOLUCAO_DO_SERVIDOR_MS - envioMs);
    menor = Math.max(menor, duravelMs - respostaMs);
    amostras += 1;
  }
  if (amostras === 0 || menor > maior) return undefined;
  return { diferencaMs: (menor + maior) / 2, incertezaMs: (maior - menor) / 2, amostras };
}
