import { setTimeout as sleep } from 'node:timers/promises';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { type ClientOptions, createClient } from '@trilha/service-kit';

/** SERVING and NOT_SERVING as the service says; DOWN: nobody answers there. */
export type Health = 'SERVING' | 'NOT_SERVING' | 'DOWN' | 'UNKNOWN';

const AGAIN_AFTER_MS = 500;
/** Streams of health are open as long as the monitor; a client's longest deadline. */
const WATCH_MS = 86_400_000;

/** Follows the health of one service by grpc.health.v1 Watch, and asks again whenever the stream ends. */
export class HealthWatch {
  state: Health = 'UNKNOWN';
  private readonly stopping = new AbortController();
  private readonly client;
  private readonly done: Promise<void>;
  private heard: () => void = () => {};
  /** Resolves when the first word came, good or bad. */
  readonly first = new Promise<void>((resolve) => {
    this.heard = resolve;
  });

  constructor(target: string, options: Pick<ClientOptions, 'name' | 'credentials'>) {
    this.client = createClient(HealthService, target, {
      ...options,
      defaultTimeoutMs: WATCH_MS,
      maxRetries: 0,
      breakerThreshold: 1_000,
    });
    this.done = this.follow();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.done;
    this.client.close();
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        for await (const { status } of this.client.watch({ service: '' }, { signal, evenIfOpen: true })) {
          this.tell(status === Serving.SERVING ? 'SERVING' : 'NOT_SERVING');
        }
      } catch {
        // Told by the state below: it makes no difference to the operator how nobody answered.
      }
      if (signal.aborted) return;
      this.tell('DOWN');
      await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => {});
    }
  }

  private tell(state: Health): void {
    this.state = state;
    this.heard();
  }
}
