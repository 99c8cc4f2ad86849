import type { Listening, Usage, UsageQuestion } from './messages.js';

/** What every server process does once it listens: tells where, answers about its usage, ends with its parent. */
export function serveParent(port: number, stop: () => Promise<void>): void {
  const tell = (message: Listening | Usage): void => {
    process.send?.(message);
  };
  process.on('message', ({ collectGarbage }: UsageQuestion) => tell(usage(collectGarbage)));
  process.once('disconnect', () => void stop());
  tell({ port });
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
