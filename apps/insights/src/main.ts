import { openKit, runService } from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { type InsightsTables, migrations } from './adapters/migrations.js';
import { publishMetrics } from './adapters/publish-metrics.js';
import { SqlMetricas } from './adapters/sql-metricas.js';
import { createConsultar } from './app/consultar.js';
import { createRegistrar } from './app/registrar.js';
import { loadConfig } from './config.js';
import { createInsightsService } from './rpc/insights-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const database = await openDatabase<InsightsTables>({ file: config.databaseFile, migrations });
  publishMetrics(kit.metrics, database.db);
  const metricas = new SqlMetricas(database.db);

  // What we can do
  const casos = { ...createRegistrar({ metricas }), ...createConsultar({ metricas }) };

  // How we are reached
  const status = kit.status({ storage: database.probe });
  const server = await kit.serve({ services: [createInsightsService({ casos, ...status })], ...status });

  // How we leave: stop taking calls, let go
  kit.closeOnSignal([server, database]);
});
