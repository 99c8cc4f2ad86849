import { openDatabase } from '@trilha/storage';
import { MemoryMetricas } from './memory-metricas.js';
import { metricasContract } from './metricas.contract.js';
import { type InsightsTables, migrations } from './migrations.js';
import { SqlMetricas } from './sql-metricas.js';

const opened: { close(): Promise<void> }[] = [];

afterAll(() => Promise.all(opened.map((database) => database.close())));

metricasContract('MemoryMetricas', async () => new MemoryMetricas());

metricasContract('SqlMetricas', async () => {
  const database = await openDatabase<InsightsTables>({ file: ':memory:', migrations });
  opened.push(database);
  return new SqlMetricas(database.db);
});
