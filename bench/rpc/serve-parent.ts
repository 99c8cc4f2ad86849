import type { CallMetadata, Listening, Usage, UsageQuestion } from './messages.js';

export interface ServedOptions {
  readonly port: number;
  /** What each call is to carry; nothing by default. */
  readonly metadata?: CallMetadata;
  stop(): Promise<void>;
}

/** What every server process does once it listens: tells where, answers about its usage, ends with its parent. */
export function serveParent({ port, metadata = {}, stop }: ServedOptions): void {
  const tell = (message: Listening | Usage): void => {
    process.send?.(message);
  };
  process.on('message', ({ collectGarbage }: UsageQuestion) => tell(usage(collectGarbage)));
  process.once('disconnect', () => void stop());
  tell({ port, metadata });
}

function usage(collectGarbage: boolean): Usage {
  if (collectGarbage) {
    if (globalThis.gc === undefined) throw new Error('needs --expose-gc');
    globalThis.gc();
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuMicros: user + system, rssBytes: rss, heapUsedBytes: heapUsed };
}
