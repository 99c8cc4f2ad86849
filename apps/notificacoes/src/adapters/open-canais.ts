import type { Clock } from '@trilha/service-kit/base';
import type { CanalDeSaida } from '../app/ports.js';
import { SmtpCanal } from './smtp-canal.js';
import { WebhookCanal } from './webhook-canal.js';

export interface CanaisConfig {
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  readonly webhook: { readonly url: string; readonly secret: string } | undefined;
  readonly delivery: { readonly attemptTimeoutMs: number };
}

/** The ways out of the product that are configured. */
export function openCanais({ smtp, webhook, delivery }: CanaisConfig, clock: Clock): readonly CanalDeSaida[] {
  return [
    ...(smtp === undefined ? [] : [new SmtpCanal({ ...smtp, timeoutMs: delivery.attemptTimeoutMs })]),
    ...(webhook === undefined ? [] : [new WebhookCanal({ ...webhook, clock })]),
  ];
}
