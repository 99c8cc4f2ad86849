import type { Kysely } from 'kysely';
import type { ChatbotTables } from './migrations.js';
import { SqlFilaDeMetricas, type SqlFilaOptions } from './sql-fila-metricas.js';
import { SqlInteracoes } from './sql-interacoes.js';

/** The interactions and the queue of their measures, which grow in the same transactions. */
export function openHistorico(db: Kysely<ChatbotTables>, options: SqlFilaOptions) {
  const fila = new SqlFilaDeMetricas(db, options);
  return { fila, interacoes: new SqlInteracoes(db, fila) };
}
