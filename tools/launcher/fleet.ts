/** A service as the fleet sees it. */
export interface Member {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface FleetService {
  readonly member: Member;
  /** Names of services of this fleet. */
  readonly needs: readonly string[];
}

/**
 * Starts each service as soon as those it needs are healthy; those that do not wait for each other start together.
 *
 * @throws the first failure; what has been started is left to be stopped, and nothing more is started
 */
export async function startInOrder(services: readonly FleetService[]): Promise<void> {
  let failed = false;
  const started = new Map<string, Promise<void>>();
  const startOf = async ({ member, needs }: FleetService): Promise<void> => {
    await Promise.all(needs.map((need) => started.get(need)));
    if (failed) return;
    await member.start();
  };
  for (const service of services) {
    const start = startOf(service);
    start.catch(() => {
      failed = true;
    });
    started.set(service.member.name, start);
  }
  await Promise.all(started.values());
}

/** Stops each service as soon as those that need it are gone, so that none loses what its last calls stand on. */
export async function stopInOrder(services: readonly FleetService[]): Promise<void> {
  const stopped = new Map<string, Promise<void>>();
  for (const { member } of [...services].reverse()) {
    const dependents = services.filter(({ needs }) => needs.includes(member.name));
    const gone = Promise.all(dependents.map((one) => stopped.get(one.member.name)));
    stopped.set(
      member.name,
      gone.then(() => member.stop()),
    );
  }
  await Promise.all(stopped.values());
}
