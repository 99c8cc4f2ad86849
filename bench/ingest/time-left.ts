/**
 * Tells at each step, in words, about how long the rest takes: what was expected of it, corrected by how long the steps
 * before took.
 *
 * @param expectedSeconds of each step
 */
export function timeLeft(
  expectedSeconds: readonly number[],
  now: () => number = () => performance.now(),
): () => string {
  const startedAt = now();
  let begun = 0;
  return () => {
    const expectedSoFar = sum(expectedSeconds.slice(0, begun));
    const rest = sum(expectedSeconds.slice(begun));
    begun += 1;
    const tookSoFar = (now() - startedAt) / 1_000;
    // The first steps are too short to tell how fast the machine is.
    const pace = expectedSoFar < 5 ? 1 : tookSoFar / expectedSoFar;
    const seconds = Math.ceil(rest * pace);
    return seconds < 90 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
