const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a piece of work whose traces have to go however it ends: also when somebody interrupts it, and then the process
 * ends with them.
 */
export async function withCleanUp<T>(cleanUp: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const interrupt = (): void => void cleanUp().finally(() => process.exit(1));
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    await cleanUp();
  }
}
