/** Part of a file: its first byte, and how many. */
export interface Intervalo {
  readonly inicio: number;
  readonly comprimento: number;
}

/**
 * The part of a file that a request means.
 *
 * @param offset first byte wanted; a negative number counts from the end, and reaching before the start means the start
 * @param limit how many bytes at most; 0 for all that follow
 * @returns undefined when the part lies beyond the end; an empty file has one part, the empty one
 */
export function intervaloDe(tamanhoBytes: number, offset: number, limit: number): Intervalo | undefined {
  const inicio = offset < 0 ? Math.max(0, tamanhoBytes + offset) : offset;
  if (inicio >= tamanhoBytes && inicio > 0) return undefined;
  const rest = tamanhoBytes - inicio;
  return { inicio, comprimento: limit === 0 ? rest : Math.min(limit, rest) };
}
