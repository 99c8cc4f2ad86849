import type { Metrics } from '@trilha/service-kit';
import { readNumber } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
import type { ChatbotTables } from './migrations.js';

/** What an operator watches of chatbot: measures that wait mean that insights does not take them. */
export function publishMetrics(metrics: Pick<Metrics, 'gauge'>, db: Kysely<ChatbotTables>): void {
  metrics.gauge('trilha_chatbot_interactions', 'Questions kept with their answers.', () =>
    readNumber(db, sql`select count(*) as n from interacoes`),
  );
  metrics.gauge('trilha_chatbot_measures_waiting', 'Measures that insights has not taken yet.', () =>
    readNumber(db, sql`select count(*) as n from metricas_pendentes`),
  );
}
