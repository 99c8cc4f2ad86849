/** Above this a part is carried over: sums of cents stay exact far beyond 2^53. */
const VAI_UM = 2 ** 52;

/** Where a sum lives: two neighbouring numbers of a row. */
export interface Numeros {
  [posicao: number]: number;
}

/** Adds a whole number below 2^52 to the exact sum at `em[posicao]` (low) and `em[posicao + 1]` (carries). */
export function somar(em: Numeros, posicao: number, valor: number): void {
  let baixo = (em[posicao] as number) + valor;
  if (baixo >= VAI_UM) {
    baixo -= VAI_UM;
    em[posicao + 1] = (em[posicao + 1] as number) + 1;
  }
  em[posicao] = baixo;
}

/** The exact sum. */
export const somaDe = (em: Numeros, posicao: number): bigint =>
  BigInt(em[posicao] as number) + BigInt(em[posicao + 1] as number) * BigInt(VAI_UM);
