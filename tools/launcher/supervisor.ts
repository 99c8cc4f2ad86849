import type { Child } from './child.js';
import type { RestartPolicy } from './restart-policy.js';

/** Where a service stands in its life under the launcher. */
export type SupervisedState = 'starting' | 'healthy' | 'waiting' | 'restarting' | 'given-up' | 'stopped';

export interface SupervisorOptions {
  readonly name: string;
  readonly start: () => Child;
  /** Resolves true when the service says that it serves, false when it did not within its time. */
  readonly becomesHealthy: (signal: AbortSignal) => Promise<boolean>;
  readonly policy: Pick<RestartPolicy, 'crashed'>;
  /** Resolves after a wait, or as soon as it is given up. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds that only grow. */
  readonly nowMs: () => number;
  readonly say: (text: string) => void;
  /** There will be no further restart. */
  readonly onGivenUp: () => void;
}

/** A service ended, or did not become healthy, before it ever was. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}

/**
 * Keeps one service running: what ends unasked after it was healthy once is started again, after a wait that grows, until
 * its policy says that it crashed too often. One that never was healthy is not tried again: a variable with a bad value
 * or a port that is taken stays so.
 */
export class Supervisor {
  readonly name: string;
  state: SupervisedState = 'starting';
  private child: Child | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: SupervisorOptions) {
    this.name = options.name;
  }

  /**
   * Starts it, and resolves when it is healthy; it is looked after from then on. Nothing is started once it was stopped.
   *
   * @throws StartFailed; one that still runs is left to be stopped
   */
  async start(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const child = this.options.start();
    this.child = child;
    const outcome = await this.outcomeOf(child);
    if (this.stopping.signal.aborted) return;
    if (outcome === 'slow') throw new StartFailed(`${this.name} runs, but is not healthy`);
    if (outcome !== 'healthy')
      throw new StartFailed(`${this.name} ended with ${outcome.code} while starting`);
    this.state = 'healthy';
    void this.lookAfter(child);
  }

  /** Asks it to end and resolves when it is gone; nothing starts it again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.child?.stop();
    this.state = 'stopped';
  }

  /** Ends it at once. */
  kill(): void {
    this.stopping.abort();
    this.child?.kill();
  }

  private async lookAfter(first: Child): Promise<void> {
    const { start, policy, sleep, say, onGivenUp } = this.options;
    const { signal } = this.stopping;
    for (let child = first; ; ) {
      const code = await child.exited;
      if (signal.aborted) return;
      const restart = policy.crashed();
      if (restart === undefined) {
        this.state = 'given-up';
        say(`${this.name} ended with ${code}, once too often: it is not started again; the others keep running. \
See why with: npm run logs -- --service ${this.name}; mend it, then Ctrl-C and npm start`);
        onGivenUp();
        return;
      }
      say(`${this.name} ended with ${code}; restart ${restart.crashes} in ${restart.waitMs} ms`);
      this.state = 'waiting';
      await sleep(restart.waitMs, signal);
      if (signal.aborted) return;
      this.state = 'restarting';
      child = start();
      this.child = child;
      void this.tellOutcome(child);
    }
  }

  private async tellOutcome(child: Child): Promise<void> {
    const { nowMs, say } = this.options;
    const startedAt = nowMs();
    const outcome = await this.outcomeOf(child);
    if (this.stopping.signal.aborted || this.child !== child) return;
    const seconds = ((nowMs() - startedAt) / 1000).toFixed(1);
    if (outcome === 'healthy') {
      this.state = 'healthy';
      say(`${this.name} is healthy again, ${seconds} s after its start`);
    } else if (outcome === 'slow') say(`${this.name} runs again, but is not healthy after ${seconds} s`);
  }

  /** Which comes first: health, its end, or the end of our patience. */
  private async outcomeOf(child: Child): Promise<'healthy' | 'slow' | { readonly code: number | string }> {
    const given = new AbortController();
    const signal = AbortSignal.any([given.signal, this.stopping.signal]);
    try {
      return await Promise.race([
        child.exited.then((code) => ({ code })),
        this.options.becomesHealthy(signal).then((healthy) => (healthy ? 'healthy' : 'slow')),
      ]);
    } finally {
      given.abort();
    }
  }
}
