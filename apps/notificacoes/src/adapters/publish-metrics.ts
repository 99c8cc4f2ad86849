import type { Metrics } from '@trilha/service-kit';
import { readNumber } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
import type { NotificacoesTables } from './migrations.js';

/** What an operator watches of notificacoes: dead deliveries wait for somebody to send them again. */
export function publishMetrics(metrics: Pick<Metrics, 'gauge'>, db: Kysely<NotificacoesTables>): void {
  metrics.gauge(
    'trilha_notificacoes_deliveries_waiting',
    'Deliveries that wait for their next attempt.',
    () => readNumber(db, sql`select count(*) as n from entregas where situacao = ${'pendente'}`),
  );
  metrics.gauge(
    'trilha_notificacoes_deliveries_dead',
    'Deliveries that were tried as often as allowed.',
    () => readNumber(db, sql`select count(*) as n from entregas where situacao = ${'morta'}`),
  );
}
