import type { Metrics } from '@trilha/service-kit';
import type { Clock } from '@trilha/service-kit/base';
import { openDatabase } from '@trilha/storage';
import { type CursosTables, migrations } from './migrations.js';
import { publishMetrics } from './publish-metrics.js';
import { SqlAvisos } from './sql-avisos.js';
import { SqlCursos } from './sql-cursos.js';
import { SqlInscricoes } from './sql-inscricoes.js';

/**
 * Opens the database of the service with everything that is kept in it.
 *
 * @throws ConfigError when it can't be opened
 */
export async function openStores({
  databaseFile,
  clock,
}: {
  readonly databaseFile: string;
  readonly clock: Clock;
}) {
  const database = await openDatabase<CursosTables>({ file: databaseFile, migrations });
  return {
    cursos: new SqlCursos(database.db, clock),
    inscricoes: new SqlInscricoes(database.db),
    avisos: new SqlAvisos(database.db),
    probe: database.probe,
    publish: (metrics: Pick<Metrics, 'gauge'>) => publishMetrics(metrics, database.db),
    close: () => database.close(),
  };
}
