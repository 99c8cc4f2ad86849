import type { Metrics } from '@trilha/service-kit';
import { readNumber } from '@trilha/storage';
import { type Kysely, sql } from 'kysely';
import type { MidiaTables } from './migrations.js';

/** What an operator watches of midia: equal bytes are stored once. */
export function publishMetrics(metrics: Pick<Metrics, 'gauge'>, db: Kysely<MidiaTables>): void {
  metrics.gauge('trilha_midia_files', 'Files of courses.', () =>
    readNumber(db, sql`select count(*) as n from midias`),
  );
  metrics.gauge('trilha_midia_stored_bytes', 'Bytes of different content.', () =>
    readNumber(
      db,
      sql`select sum(tamanho_bytes) as n from (select distinct sha256, tamanho_bytes from midias)`,
    ),
  );
}
