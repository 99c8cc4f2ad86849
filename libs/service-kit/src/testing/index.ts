/** For tests of services: a clock that stands still, ids in order, a silent log, a server config on a free port. */
import { pino } from 'pino';
import type { Clock, NewId } from '../base/index.js';
import type { ClientConfig, ServerConfig } from '../config/service-config.js';

/** A clock that moves only when told. */
export class FakeClock implements Clock {
  private current: number;

  constructor(start = '2026-03-02T12:00:00Z') {
    this.current = Date.parse(start);
  }

  now(): Date {
    return new Date(this.current);
  }

  advance(ms: number): void {
    this.current += ms;
  }

  set(instant: string): void {
    this.current = Date.parse(instant);
  }
}

/** `prefix-1`, `prefix-2`, … */
export function sequentialIds(prefix = 'id'): NewId {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}-${last}`;
  };
}

export const silentLog = pino({ level: 'silent' });

/** Port 0: the system chooses a free one. */
export const testServerConfig: ServerConfig = {
  enabled: true,
  host: '127.0.0.1',
  port: 0,
  reflectionEnabled: true,
  healthCheckEnabled: true,
};

export const testClientConfig: ClientConfig = { defaultTimeoutMs: 5_000, maxRetries: 0 };

export { type SpawnedService, type SpawnOptions, spawnService } from './spawn-service.js';
export { type TestAuth, testAuth } from './test-auth.js';
