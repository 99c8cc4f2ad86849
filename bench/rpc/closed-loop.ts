export interface ClosedLoopOptions {
  readonly callers: number;
  /** Each ends the loop; at least one is given. */
  readonly seconds?: number | undefined;
  readonly calls?: number | undefined;
}

/** Every caller calls again as soon as it has its answer. Resolves with what was done when the last one has ended. */
export async function closedLoop(
  call: () => Promise<void>,
  { callers, seconds = Number.POSITIVE_INFINITY, calls = Number.POSITIVE_INFINITY }: ClosedLoopOptions,
  now: () => number = () => performance.now(),
): Promise<{ readonly calls: number; readonly seconds: number }> {
  const startedAt = now();
  const endsAt = startedAt + seconds * 1000;
  let begun = 0;
  const caller = async (): Promise<void> => {
    while (begun < calls && now() < endsAt) {
      begun += 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { calls: begun, seconds: (now() - startedAt) / 1000 };
}
