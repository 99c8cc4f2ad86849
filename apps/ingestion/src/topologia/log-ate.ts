import { type DurableLog, LogClosed, type LogRecord } from '@trilha/pipeline';

/** The first so many records of another log, to read only. Closing it leaves the other open. */
export class LogAte implements DurableLog {
  constructor(
    private readonly log: DurableLog,
    readonly end: number,
  ) {}

  read(offset: number, max: number, maxBytes?: number): Promise<readonly LogRecord[]> {
    return offset >= this.end
      ? Promise.resolve([])
      : this.log.read(offset, Math.min(max, this.end - offset), maxBytes);
  }

  /** Nothing comes behind the end: beyond it only the signal ends the wait. */
  waitFor(offset: number, signal?: AbortSignal): Promise<void> {
    if (offset < this.end || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  }

  append(): Promise<number> {
    return Promise.reject(new LogClosed('a part of a log is only read'));
  }

  commit(): Promise<void> {
    return Promise.reject(new LogClosed('a part of a log is only read'));
  }

  committed(group: string): Promise<number> {
    return this.log.committed(group);
  }

  async close(): Promise<void> {}
}
