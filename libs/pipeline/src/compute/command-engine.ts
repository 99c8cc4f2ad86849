import { type Clock, systemClock } from '../clock.js';
import type { Command, Commands } from './command.js';
import { CommandMeter, type CommandStats, type Outcome } from './command-meter.js';
import { ComputeError } from './compute-error.js';
import type { Fields } from './message.js';
import type { PoolStats, ThreadPool } from './pool/thread-pool.js';

export interface CommandEngineOptions<Context> {
  readonly commands: Commands<Context>;
  /** What I/O-bound commands are given. */
  readonly context: Context;
  readonly pool: Pick<ThreadPool, 'run' | 'stats'>;
  /** The deadline of a request that has none, or a later one. 60,000 by default. */
  readonly maxDeadlineMs?: number;
  readonly clock?: Clock;
  /** Told of faults of ours: callers learn only that something failed. */
  readonly onFault?: (command: string, error: unknown) => void;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
}

export interface Answer {
  readonly value: unknown;
  /** How much of the time it waited for a thread or ran in it. */
  readonly pooledMs: number;
}

export interface EngineStats {
  readonly pool: PoolStats;
  readonly commands: Readonly<Record<string, CommandStats>>;
  /** Requests that named no command, or could not be read. */
  readonly refused: number;
}

/** Runs the commands of a registry by name, whichever way the request came, and counts them. */
export class CommandEngine<Context> {
  private readonly commands: ReadonlyMap<string, Command<Context>>;
  private readonly meters: ReadonlyMap<string, CommandMeter>;
  private readonly clock: Clock;
  private refused = 0;

  constructor(private readonly options: CommandEngineOptions<Context>) {
    this.commands = new Map(Object.entries(options.commands));
    this.meters = new Map([...this.commands.keys()].map((name) => [name, new CommandMeter()]));
    this.clock = options.clock ?? systemClock;
  }

  /**
   * @throws ComputeError, whatever went wrong; the reason of the signal when the caller has gone
   */
  async run(
    name: string,
    fields: Fields,
    { signal, deadlineMs = Number.POSITIVE_INFINITY }: RunOptions = {},
  ): Promise<Answer> {
    const command = this.commands.get(name);
    const meter = this.meters.get(name);
    if (command === undefined || meter === undefined) {
      this.refused += 1;
      const known = [...this.commands.keys()].join(', ');
      throw new ComputeError(
        'UNKNOWN_COMMAND',
        `não há o comando ${JSON.stringify(name.slice(0, 64))}; há: ${known}`,
      );
    }
    const { maxDeadlineMs = 60_000 } = this.options;
    const until = this.deadline(Math.min(deadlineMs, maxDeadlineMs), signal);
    let outcome: Outcome = 'OK';
    try {
      return await this.execute(name, command, fields, until.signal, meter);
    } catch (error) {
      outcome = signal?.aborted ? 'CANCELLED' : error instanceof ComputeError ? error.code : 'INTERNAL';
      if (outcome === 'CANCELLED') throw signal?.reason;
      if (outcome === 'INTERNAL') this.options.onFault?.(name, error);
      throw error instanceof ComputeError ? error : new ComputeError('INTERNAL', 'o comando falhou');
    } finally {
      until.end();
      meter.ended(outcome);
    }
  }

  /** A request was refused before its command was known. */
  countRefused(): void {
    this.refused += 1;
  }

  /** Adds what an answered request took besides waiting for a thread and running in it. */
  recordIo(name: string, ms: number): void {
    this.meters.get(name)?.io.record(ms);
  }

  stats(): EngineStats {
    return {
      pool: this.options.pool.stats(),
      commands: Object.fromEntries([...this.meters].map(([name, meter]) => [name, meter.stats()])),
      refused: this.refused,
    };
  }

  private async execute(
    name: string,
    command: Command<Context>,
    fields: Fields,
    signal: AbortSignal,
    meter: CommandMeter,
  ): Promise<Answer> {
    const input = command.read(fields);
    if (command.bound === 'cpu') {
      const { value, queueMs, computeMs } = await this.options.pool.run(name, input, signal);
      meter.queue.record(queueMs);
      meter.compute.record(computeMs);
      return { value, pooledMs: queueMs + computeMs };
    }
    return {
      value: await orAborted(command.run(input as never, this.options.context, signal), signal),
      pooledMs: 0,
    };
  }

  /** Aborted when the time is over or the caller has gone, whichever is first. */
  private deadline(ms: number, caller: AbortSignal | undefined): { signal: AbortSignal; end: () => void } {
    const controller = new AbortController();
    const leave = (): void => controller.abort(caller?.reason);
    if (caller?.aborted) leave();
    caller?.addEventListener('abort', leave, { once: true });
    const cancel = this.clock.after(ms, () =>
      controller.abort(new ComputeError('DEADLINE_EXCEEDED', `sem resultado em ${ms} ms`)),
    );
    const end = (): void => {
      cancel();
      caller?.removeEventListener('abort', leave);
    };
    return { signal: controller.signal, end };
  }
}

/** A command that does not heed its signal is left behind. */
function orAborted<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
