/** kill -9 of each service of the whole system while it is written to: it comes back, and nothing acknowledged is missing. */
import { setTimeout as pause } from 'node:timers/promises';
import { SERVICE_PORTS, type ServiceName } from '@trilha/service-kit';
import { type RunningSystem, startSystem } from './testing/start-system.js';
import { NotAcknowledged, type Workload, workloadOf } from './testing/workloads.js';

const WRITERS = 4;
/** The gateway must refuse for the service that is away, not for the load or a slow machine. */
const UNLIMITED = { HTTP__RATE_LIMIT: '0', HTTP__RATE_LIMIT_ADDRESS: '0', HTTP__MAX_LAG: '0' };
/** Acknowledged before the kill, and after the first failure that follows it. */
const ENOUGH = 40;

let system: RunningSystem;
let token: string;
beforeAll(async () => {
  system = await startSystem([], UNLIMITED);
  token = await system.tokenOf('carga', 'operador', 'servico');
}, 120_000);
afterAll(() => system.remove(), 60_000);

/** Writes until told to stop; what fails is noted, and the next is tried. */
class Load {
  readonly acknowledged: string[] = [];
  /** Status of each write that was not acknowledged; 0: nobody answered. */
  readonly failures: number[] = [];
  /** Acknowledged after the first failure. */
  afterwards = 0;
  lastError: Error | undefined;
  private next = 0;
  private stopping = false;
  private readonly writers: readonly Promise<void>[];

  constructor(private readonly workload: Workload) {
    this.writers = Array.from({ length: WRITERS }, () => this.write());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.writers);
  }

  private async write(): Promise<void> {
    while (!this.stopping) {
      try {
        this.acknowledged.push(await this.workload.write(this.next++));
        if (this.failures.length > 0) this.afterwards += 1;
      } catch (error) {
        this.lastError = error as Error;
        this.failures.push(error instanceof NotAcknowledged ? error.status : Number.NaN);
        await pause(10);
      }
    }
  }
}

const TIMEOUT_MS = 60_000;

/** @throws Error after a minute, with what the load met */
async function until(condition: () => boolean, load?: Load): Promise<void> {
  const from = performance.now();
  while (!condition()) {
    if (performance.now() - from > TIMEOUT_MS) throw new Error(`waited in vain: ${load?.lastError ?? ''}`);
    await pause(20);
  }
}

const NAMES = Object.keys(SERVICE_PORTS) as ServiceName[];

it.each(NAMES)('has everything that was acknowledged after kill -9 of %s, which comes back', async (name) => {
  const before = await system.pidOf(name);
  const workload = workloadOf(name, system, token);
  const load = new Load(workload);
  try {
    await until(() => load.acknowledged.length >= ENOUGH, load);
    expect(load.failures).toEqual([]);
    process.kill(before, 'SIGKILL');
    await until(() => load.afterwards >= ENOUGH, load);
  } finally {
    await load.stop();
  }

  // While the gateway itself is away nobody answers; while another is, the gateway says UNAVAILABLE.
  expect([...new Set(load.failures)]).toEqual([name === 'gateway' ? 0 : 503]);
  expect(await system.pidOf(name)).not.toBe(before);
  const missing: string[] = [];
  for (const path of load.acknowledged) if (!(await workload.isThere(path))) missing.push(path);
  expect(missing).toEqual([]);
});

it('says of each that it is healthy again', async () => {
  for (const name of NAMES) {
    await until(() => system.printed.some((line) => line.startsWith(`${name} is healthy again`)));
    expect(system.printed.some((line) => line.startsWith(`${name} ended with SIGKILL; restart`))).toBe(true);
  }
});
