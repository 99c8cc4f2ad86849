import { type Clock, systemClock } from '../clock.js';
import type { Command, Commands, IoCommand } from './command.js';
import { CommandMeter, type CommandStats } from './command-meter.js';
import { type Caller, CommandRun, type Running } from './command-run.js';
import { ComputeError } from './compute-error.js';
import type { Fields } from './message.js';
import type { PoolStats, ThreadPool } from './pool/thread-pool.js';

export interface CommandEngineOptions<Context> {
  readonly commands: Commands<Context>;
  /** What I/O-bound commands are given. */
  readonly context: Context;
  readonly pool: Pick<ThreadPool, 'submit' | 'stats'>;
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
  async run(name: string, fields: Fields, { signal, deadlineMs }: RunOptions = {}): Promise<Answer> {
    let leave = (): void => {};
    try {
      return await new Promise<Answer>((resolve, refused) => {
        const answered = (value: unknown, pooledMs: number): void => resolve({ value, pooledMs });
        const running = this.start(name, fields, { answered, refused }, deadlineMs);
        leave = () => {
          running.cancel(signal?.reason);
          refused(signal?.reason);
        };
        if (signal?.aborted) leave();
        signal?.addEventListener('abort', leave, { once: true });
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /**
   * The same without promises and signals: a caller is told what `run` would give or throw.
   *
   * @throws ComputeError what is refused at once; the caller is told nothing then
   */
  start(name: string, fields: Fields, caller: Caller, deadlineMs = Number.POSITIVE_INFINITY): Running {
    const command = this.commands.get(name);
    const meter = this.meters.get(name);
    if (command === undefined || meter === undefined) throw this.unknown(name);
    const { clock, options } = this;
    const onFault = (error: unknown): void => options.onFault?.(name, error);
    const run = new CommandRun({ meter, caller, onFault });
    try {
      const input = command.read(fields);
      const work =
        command.bound === 'cpu'
          ? options.pool.submit(name, input, run)
          : startIo(command, input as never, options.context, run);
      run.follow(work, clock, Math.min(deadlineMs, options.maxDeadlineMs ?? 60_000));
      return run;
    } catch (error) {
      throw run.refuse(error);
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

  private unknown(name: string): ComputeError {
    this.refused += 1;
    const known = [...this.commands.keys()].join(', ');
    return new ComputeError(
      'UNKNOWN_COMMAND',
      `não há o comando ${JSON.stringify(name.slice(0, 64))}; há: ${known}`,
    );
  }
}

/** A command that does not heed its signal is left behind. */
function startIo<Context, In>(
  command: IoCommand<Context, In>,
  input: In,
  context: Context,
  run: CommandRun,
): { stop(reason: unknown): void } {
  const controller = new AbortController();
  Promise.resolve(command.run(input, context, controller.signal)).then(
    (value) => run.succeed(value, 0),
    (error) => run.failed(error),
  );
  return { stop: (reason) => controller.abort(reason) };
}
