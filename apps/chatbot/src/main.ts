import { InsightsServiceService } from '@trilha/proto-gen/insights';
import * as kit from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { GeminiTutor } from './adapters/gemini-tutor.js';
import { GrpcInsights } from './adapters/grpc-insights.js';
import { logEventos } from './adapters/log-eventos.js';
import { type ChatbotTables, migrations } from './adapters/migrations.js';
import { OfflineTutor } from './adapters/offline-tutor.js';
import { openHistorico } from './adapters/open-historico.js';
import { createCasos } from './app/casos.js';
import { createEntregarMetricas } from './app/entregar-metricas.js';
import { loadConfig } from './config.js';
import { createChatbotService } from './rpc/chatbot-service.js';

await kit.runService(async () => {
  const config = loadConfig(process.env);
  const log = kit.createLogger({ service: config.service, level: config.logLevel });

  // What we stand on
  const database = await openDatabase<ChatbotTables>({ file: config.databaseFile, migrations });
  const storage = { name: 'sqlite', address: database.dialect, required: true, probe: () => database.ping() };
  const client = kit.createClient(InsightsServiceService, config.insights);
  const gemini = config.gemini && new GeminiTutor(config.gemini);
  const base = { ...logEventos(log), clock: kit.systemClock, newId: kit.newId, random: Math.random, log };
  const kept = openHistorico(database.db, { ...base, max: config.metricsQueueMax });
  const ports = { ...base, ...kept, gemini, offline: new OfflineTutor(), insights: new GrpcInsights(client) };

  // What we can do
  const envio = new kit.DueLoop({ ...base, name: 'metricas', ...createEntregarMetricas(ports) });
  const casos = createCasos({ ...ports, cronometro: () => performance.now(), aoGuardar: () => envio.wake() });

  // How we are reached
  const dependencies = [kit.probeOf(client), ...(gemini ? [gemini.status] : [])];
  const getStatus = kit.createStatusHandler({ config, ...base, storage, dependencies });
  const services = [createChatbotService({ casos, getStatus })];
  const server = await kit.startService({ server: config.server, log, services });

  // How we leave: stop taking calls, stop reporting, let go
  kit.closeOnSignal(log, [server, envio, client, database]);
});
