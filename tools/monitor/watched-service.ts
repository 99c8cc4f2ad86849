import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { type RecentSpan, type ServiceName, type Totals, type Traffic, trafficOf } from '@trilha/service-kit';
import type { Health, HealthWatch } from './health-watch.js';
import { type MetricsPage, type Pipeline, readMetricsPage } from './metrics-page.js';

export interface PipelineView extends Pipeline {
  readonly recordsPerSecond: number;
  readonly finalisedPerSecond: number;
}

/** What is shown of one service; what can't be told is absent. */
export interface ServiceView {
  readonly name: ServiceName;
  readonly state: Health;
  readonly uptimeSeconds?: number;
  readonly traffic?: Traffic;
  /** Targets whose breaker is not closed. */
  readonly breakers?: Readonly<Record<string, string>>;
  readonly pipeline?: PipelineView;
}

interface Look {
  readonly atMs: number;
  readonly page: MetricsPage;
}

const PAGE_WITHIN_MS = 2_000;

/** One service as the monitor sees it: its health all the while, its metrics page from look to look. */
export class WatchedService {
  private looks: readonly Look[] = [];

  constructor(
    private readonly name: ServiceName,
    private readonly metricsUrl: string,
    private readonly health: Pick<HealthWatch, 'state' | 'first' | 'close'> | undefined,
  ) {}

  /** Reads the metrics page; a page that can't be had leaves nothing to tell. */
  async look(): Promise<void> {
    await this.health?.first;
    try {
      const page = readMetricsPage(await fetchPage(this.metricsUrl));
      const last = this.looks.at(-1);
      const before = last?.page.startedAt === page.startedAt ? last : undefined;
      const now = { atMs: performance.now(), page };
      // Figures of another process, that is of before a restart, can't be compared.
      this.looks = before === undefined ? [now] : [before, now];
    } catch {
      this.looks = [];
    }
  }

  /** @param nowMs Unix time */
  view(nowMs: number): ServiceView {
    const { name } = this;
    const now = this.looks.at(-1);
    const state = this.health?.state ?? (now === undefined ? 'DOWN' : 'SERVING');
    if (now === undefined) return { name, state };
    const { page } = now;
    const before = this.looks.length > 1 ? this.looks[0] : undefined;
    const uptimeSeconds = page.startedAt === undefined ? undefined : nowMs / 1_000 - page.startedAt;
    const seconds = before === undefined ? (uptimeSeconds ?? 0) : (now.atMs - before.atMs) / 1_000;
    const span: RecentSpan<Totals> = { before: before?.page.totals ?? NONE, now: page.totals, seconds };
    return {
      name,
      state,
      ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
      traffic: trafficOf(span),
      breakers: page.breakers,
      ...(page.pipeline === undefined
        ? {}
        : { pipeline: pipelineView(page.pipeline, before?.page.pipeline, seconds) }),
    };
  }

  async close(): Promise<void> {
    await this.health?.close();
  }
}

const NONE: Totals = { calls: 0, faults: 0, buckets: [] };

function pipelineView(now: Pipeline, before: Pipeline | undefined, seconds: number): PipelineView {
  // The log is older than the process: without an earlier look there is no rate.
  const rate = (pick: (pipeline: Pipeline) => number): number =>
    before === undefined || seconds <= 0 ? 0 : Math.max(0, pick(now) - pick(before)) / seconds;
  return {
    ...now,
    recordsPerSecond: rate(({ records }) => records),
    finalisedPerSecond: rate(({ finalised }) => finalised),
  };
}

/** Not by `fetch`, whose connections would keep the process when the monitor ends. */
function fetchPage(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, signal: AbortSignal.timeout(PAGE_WITHIN_MS) }, (answer) => {
      if (answer.statusCode === 200) text(answer).then(resolve, reject);
      else {
        answer.resume();
        reject(new Error(`${url}: ${answer.statusCode}`));
      }
    }).on('error', reject);
  });
}
