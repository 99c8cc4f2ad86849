import type { Sinal } from '../app/ports.js';

/** Wakes those who wait in this process. */
export class SinalLocal implements Sinal {
  private readonly waiting = new Set<() => void>();
  private readonly listeners: (() => void)[] = [];

  /** Tells this listener of everything new, for as long as the process lives. */
  ouvir(listener: () => void): void {
    this.listeners.push(listener);
  }

  avisar(): void {
    for (const wake of [...this.waiting]) wake();
    for (const listener of this.listeners) listener();
  }

  esperar(signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => wake(), timeoutMs);
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
