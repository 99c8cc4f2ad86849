import type { Metrics } from '@trilha/service-kit';
import { readNumber } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
import type { CursosTables } from './migrations.js';

/** What an operator watches of cursos: notices that wait mean that notificacoes does not take them. */
export function publishMetrics(metrics: Pick<Metrics, 'gauge'>, db: Kysely<CursosTables>): void {
  metrics.gauge('trilha_cursos_enrolments_active', 'Active enrolments.', () =>
    readNumber(db, sql`select count(*) as n from inscricoes where situacao = ${'ativa'}`),
  );
  metrics.gauge(
    'trilha_cursos_notices_waiting',
    'Notices to students that notificacoes has not taken yet.',
    () => readNumber(db, sql`select count(*) as n from avisos where proxima_em is not null`),
  );
  metrics.gauge('trilha_cursos_notices_given_up', 'Notices to students that were given up.', () =>
    readNumber(db, sql`select count(*) as n from avisos where proxima_em is null`),
  );
}
