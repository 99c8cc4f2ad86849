import {
  closeOnSignal,
  createLogger,
  createStatusHandler,
  runService,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { type InsightsTables, migrations } from './adapters/migrations.js';
import { SqlMetricas } from './adapters/sql-metricas.js';
import { createConsultar } from './app/consultar.js';
import { createRegistrar } from './app/registrar.js';
import { loadConfig } from './config.js';
import { createInsightsService } from './rpc/insights-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const log = createLogger({ service: config.service, level: config.logLevel });

  // What we stand on
  const database = await openDatabase<InsightsTables>({ file: config.databaseFile, migrations });
  const metricas = new SqlMetricas(database.db);

  // What we can do
  const casos = { ...createRegistrar({ metricas }), ...createConsultar({ metricas }) };
  const storage = { name: 'sqlite', address: database.dialect, required: true, probe: () => database.ping() };
  const getStatus = createStatusHandler({ config, clock: systemClock, storage });

  // How we are reached
  const services = [createInsightsService({ casos, getStatus })];
  const server = await startService({ server: config.server, log, services });

  // How we leave: stop taking calls, let go
  closeOnSignal(log, [server, database]);
});
