import type { Metrics } from '@trilha/service-kit';
import { readNumber } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
import type { CparTables } from './migrations.js';

/** What an operator watches of cpar: messages that were given up reached nobody. */
export function publishMetrics(metrics: Pick<Metrics, 'gauge'>, db: Kysely<CparTables>): void {
  metrics.gauge(
    'trilha_cpar_messages_waiting',
    'Messages about appointments that wait to be sent, reminders of later days included.',
    () => readNumber(db, sql`select count(*) as n from envios where morto_em is null`),
  );
  metrics.gauge('trilha_cpar_messages_given_up', 'Messages about appointments that were given up.', () =>
    readNumber(db, sql`select count(*) as n from envios where morto_em is not null`),
  );
}
