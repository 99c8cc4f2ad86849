const MINUTE_MS = 60_000;

/** Adds up what it is told and says it at most once a minute, the first time at once. */
export function createOnceAMinute(say: (sum: number) => void, now: () => number = () => performance.now()) {
  let sum = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return (amount: number): void => {
    sum += amount;
    if (now() - saidAt < MINUTE_MS) return;
    say(sum);
    sum = 0;
    saidAt = now();
  };
}
