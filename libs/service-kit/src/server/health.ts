import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { DomainError } from '../base/index.js';
import { bindService, type ServiceBinding } from './implementation.js';

/** The state of every service of one server, as grpc.health.v1 tells it; the empty name is the whole server. */
export class HealthRegistry {
  private readonly states = new Map<string, Serving>();
  private readonly watchers = new Set<() => void>();
  private closed = false;

  constructor(names: readonly string[]) {
    for (const name of ['', ...names]) this.states.set(name, Serving.SERVING);
  }

  /** Says of every service whether it serves; once closed, none does. */
  setAll(serving: boolean): void {
    const state = serving && !this.closed ? Serving.SERVING : Serving.NOT_SERVING;
    for (const name of this.states.keys()) this.states.set(name, state);
    this.wake();
  }

  /** Tells watchers that nothing serves any more and ends their streams, so that they do not hold up a drain. */
  close(): void {
    this.closed = true;
    this.setAll(false);
  }

  get serving(): boolean {
    return this.states.get('') === Serving.SERVING;
  }

  binding(): ServiceBinding {
    return bindService(HealthService, {
      check: async ({ service }) => {
        const status = this.states.get(service);
        if (status === undefined) {
          throw new DomainError('not-found', 'SERVICO_DESCONHECIDO', `Serviço desconhecido: ${service}`);
        }
        return { status };
      },
      list: async () => ({
        statuses: Object.fromEntries([...this.states].map(([name, status]) => [name, { status }])),
      }),
      watch: ({ service }, { signal }) => this.watch(service, signal),
    });
  }

  private async *watch(service: string, signal: AbortSignal): AsyncIterable<{ status: Serving }> {
    let last: Serving | undefined;
    while (!signal.aborted) {
      const status = this.states.get(service) ?? Serving.SERVICE_UNKNOWN;
      if (status !== last) {
        last = status;
        yield { status };
        continue; // the state may have changed while the watcher took this one
      }
      if (this.closed) return;
      await this.change(signal);
    }
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.watchers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.watchers.add(done);
      signal.addEventListener('abort', done);
    });
  }

  private wake(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
