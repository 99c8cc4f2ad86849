import { InsightsServiceService } from '@trilha/proto-gen/insights';
import { systemClock as clock, DueLoop, newId, openKit, probeOf, runService } from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { GeminiTutor } from './adapters/gemini-tutor.js';
import { GrpcInsights } from './adapters/grpc-insights.js';
import { logEventos } from './adapters/log-eventos.js';
import { type ChatbotTables, migrations } from './adapters/migrations.js';
import { OfflineTutor } from './adapters/offline-tutor.js';
import { openHistorico } from './adapters/open-historico.js';
import { publishMetrics } from './adapters/publish-metrics.js';
import { createCasos } from './app/casos.js';
import { createEntregarMetricas } from './app/entregar-metricas.js';
import { loadConfig } from './config.js';
import { createChatbotService } from './rpc/chatbot-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const database = await openDatabase<ChatbotTables>({ file: config.databaseFile, migrations });
  publishMetrics(kit.metrics, database.db);
  const client = kit.connect(InsightsServiceService, 'insights');
  const gemini = config.gemini && new GeminiTutor(config.gemini);
  const base = { ...logEventos(kit.log), clock, newId, random: Math.random, log: kit.log };
  const kept = openHistorico(database.db, { ...base, max: config.metricsQueueMax });
  const ports = { ...base, ...kept, gemini, offline: new OfflineTutor(), insights: new GrpcInsights(client) };

  // What we can do
  const envio = new DueLoop({ ...base, name: 'metricas', ...createEntregarMetricas(ports) });
  const casos = createCasos({ ...ports, cronometro: () => performance.now(), aoGuardar: () => envio.wake() });

  // How we are reached
  const others = [probeOf(client), ...(gemini ? [gemini.status] : [])];
  const status = kit.status({ storage: database.probe, others });
  const server = await kit.serve({ services: [createChatbotService({ casos, ...status })], ...status });

  // How we leave: stop taking calls, stop reporting, let go
  kit.closeOnSignal([server, envio, client, database]);
});
