import { RestartPolicy } from './restart-policy.js';

const RULES = { firstWaitMs: 200, longestWaitMs: 1_000, limit: 4, withinMs: 60_000 };

function scene() {
  const now = { ms: 0 };
  const policy = new RestartPolicy(
    RULES,
    () => now.ms,
    () => 0.5,
  );
  return { now, policy };
}

it('waits longer after each crash, up to a bound', () => {
  const { policy } = scene();
  const waits = Array.from({ length: 4 }, () => policy.crashed()?.waitMs);
  expect(waits).toEqual([100, 200, 400, 500]);
});

it('gives up on one crash more than its limit', () => {
  const { policy } = scene();
  for (let crash = 1; crash <= 4; crash++) expect(policy.crashed()?.crashes).toBe(crash);
  expect(policy.crashed()).toBeUndefined();
});

it('forgets crashes of long ago', () => {
  const { policy, now } = scene();
  for (let crash = 1; crash <= 4; crash++) policy.crashed();
  now.ms = 60_000;
  expect(policy.crashed()).toEqual({ waitMs: 100, crashes: 1 });
});
