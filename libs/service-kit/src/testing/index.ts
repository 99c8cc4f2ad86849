/** For tests of services: a clock that stands still, ids in order, a silent log, a server config on a free port. */
import { pino } from 'pino';
import type { Gatekeeper } from '../access/gatekeeper.js';
import type { Principal, Role } from '../auth/principal.js';
import type { Clock, NewId } from '../base/index.js';
import { EnvReader } from '../config/env-reader.js';
import { loadServerConfig, type ServerConfig } from '../config/server-config.js';
import type { ClientConfig } from '../config/service-config.js';

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

/** Port 0: the system chooses a free one. Short grace, so that tests end soon. */
export const testServerConfig: ServerConfig = {
  ...loadServerConfig(new EnvReader('', {}), 0),
  drainGraceMs: 200,
};

export const testClientConfig: ClientConfig = {
  defaultTimeoutMs: 5_000,
  maxRetries: 0,
  breakerThreshold: 1_000,
};

/** Lets everyone in as this principal, whatever the rules: for tests of what services do once somebody is in. */
export function everyoneIs(sub = 'operador-teste', roles: readonly Role[] = ['operador']): Gatekeeper {
  const user: Principal = { sub, roles: new Set(roles), expiresAt: Number.POSITIVE_INFINITY };
  const caller = { user, service: undefined };
  return { gateOf: () => ({ identify: () => caller, admit: () => ({ mustOwn: undefined }) }) };
}

export { type SpawnedService, type SpawnOptions, spawnService } from './spawn-service.js';
export { type TestAuth, testAuth } from './test-auth.js';
