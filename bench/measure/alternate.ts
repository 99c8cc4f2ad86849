/**
 * The order of two sides over rounds: A B, B A, A B, … so that neither side always runs on the warmer or the busier
 * machine.
 */
export function alternate<T>(a: T, b: T, rounds: number): readonly (readonly [T, T])[] {
  return Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? [a, b] : [b, a]));
}
