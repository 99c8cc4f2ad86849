/** Numbers from 0 to below 1: Marsaglia's xorshift with the shifts 13, 17, 5 (Journal of Statistical Software 8, 2003). */
export function xorshift32(seed: number): () => number {
  // Zero is the one state it never leaves.
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
