import { setTimeout as sleep } from 'node:timers/promises';
import { type Paint, plain } from '../terminal/paint.js';
import type { MonitorArguments } from './monitor-arguments.js';
import { renderViews } from './render.js';
import { Screen } from './screen.js';
import type { Watched } from './watch-services.js';
import type { ServiceView } from './watched-service.js';

export interface MonitorOptions extends MonitorArguments {
  readonly watched: Watched;
  readonly out: NodeJS.WriteStream;
  readonly paint?: Paint;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Between the two looks of `--once`. */
const ONCE_MS = 1_000;

/** Shows the services until it is told to end; resolves with the exit code. */
export async function monitor(options: MonitorOptions): Promise<number> {
  const { watched, out, signal, once, json, everyMs, paint = plain } = options;
  const screen = out.isTTY && !once && !json ? new Screen(out) : undefined;
  const restore = (): void => screen?.restore();
  process.once('exit', restore);
  try {
    const show = (views: readonly ServiceView[]): void => {
      if (json) out.write(`${JSON.stringify({ time: new Date().toISOString(), services: views })}\n`);
      else if (screen === undefined) out.write(`${renderViews(views, paint)}\n`);
      else screen.show(`${renderViews(views, paint)}\nevery ${everyMs / 1_000} s · Ctrl-C ends`);
    };
    await look(watched);
    if (once) {
      await sleep(ONCE_MS, undefined, { signal }).catch(() => {});
      const views = await look(watched);
      show(views);
      return views.every(({ state }) => state === 'SERVING') ? 0 : 1;
    }
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) show(await look(watched));
    }
    return 0;
  } finally {
    restore();
    process.off('exit', restore);
    await watched.close();
  }
}

async function look({ services }: Watched): Promise<readonly ServiceView[]> {
  await Promise.all(services.map((service) => service.look()));
  return services.map((service) => service.view(Date.now()));
}
