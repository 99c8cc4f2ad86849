import type { Metrics } from '@trilha/service-kit';
import { readNumber } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
import type { InsightsTables } from './migrations.js';

/** What an operator watches of insights. */
export function publishMetrics(metrics: Pick<Metrics, 'gauge'>, db: Kysely<InsightsTables>): void {
  metrics.gauge('trilha_insights_interactions', 'Interactions recorded.', () =>
    readNumber(db, sql`select count(*) as n from metricas`),
  );
}
