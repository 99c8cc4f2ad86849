import { ChatbotServiceService } from '@trilha/proto-gen/chatbot';
import { InsightsServiceService } from '@trilha/proto-gen/insights';
import {
  createClient,
  createLogger,
  createStatusHandler,
  DueLoop,
  newId,
  probeOf,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { everyoneIs, testClientConfig, testServerConfig } from '@trilha/service-kit/testing';
import { openDatabase } from '@trilha/storage';
import { GeminiTutor } from '../../src/adapters/gemini-tutor.js';
import { GrpcInsights } from '../../src/adapters/grpc-insights.js';
import { logEventos } from '../../src/adapters/log-eventos.js';
import { type ChatbotTables, migrations } from '../../src/adapters/migrations.js';
import { OfflineTutor } from '../../src/adapters/offline-tutor.js';
import { openHistorico } from '../../src/adapters/open-historico.js';
import { createCasos } from '../../src/app/casos.js';
import { createEntregarMetricas } from '../../src/app/entregar-metricas.js';
import { createChatbotService } from '../../src/rpc/chatbot-service.js';

export interface ChatbotOptions {
  /** Where insights is; nowhere when absent. */
  readonly insightsTarget?: string;
  /** Where Gemini is; not configured when absent. */
  readonly geminiUrl?: string;
  /** False: measures wait until somebody asks for them. */
  readonly deliver?: boolean;
}

const backoff = { baseMs: 1, maxMs: 20 };

/** The whole service on a free port with a database in memory, and a client. */
export async function startChatbot({ insightsTarget, geminiUrl, deliver = true }: ChatbotOptions = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ service: 'chatbot', level: 'trace', destination });
  const database = await openDatabase<ChatbotTables>({ file: ':memory:', migrations });
  const insightsClient = createClient(InsightsServiceService, insightsTarget ?? '127.0.0.1:1', {
    ...testClientConfig,
    name: 'insights',
  });
  const base = { ...logEventos(log), clock: systemClock, newId, random: Math.random, log, backoff };
  const retry = { attempts: 3, backoff, random: Math.random };
  const ports = {
    ...base,
    ...openHistorico(database.db, { ...base, max: 1_000 }),
    gemini:
      geminiUrl === undefined
        ? undefined
        : new GeminiTutor({ apiKey: 'k', model: 'm', baseUrl: geminiUrl, timeoutMs: 5_000, retry }),
    offline: new OfflineTutor(),
    insights: new GrpcInsights(insightsClient),
  };
  const entrega = createEntregarMetricas(ports);
  const carteiro = deliver ? new DueLoop({ ...base, name: 'metricas', ...entrega }) : undefined;
  const casos = createCasos({
    ...ports,
    cronometro: () => performance.now(),
    aoGuardar: () => carteiro?.wake(),
  });
  const getStatus = createStatusHandler({
    config: { service: 'chatbot', version: '1' },
    clock: systemClock,
    storage: { name: 'sqlite', address: 'sqlite', required: true, probe: () => database.ping() },
    dependencies: [probeOf(insightsClient)],
  });
  const services = [createChatbotService({ casos, getStatus })];
  const server = await startService({ gatekeeper: everyoneIs(), server: testServerConfig, log, services });
  const client = createClient(ChatbotServiceService, `127.0.0.1:${server.port}`, {
    ...testClientConfig,
    name: 'chatbot',
  });
  return {
    client,
    fila: ports.fila,
    entrega,
    /** Everything that was logged. */
    logged: () => lines.join(''),
    close: async () => {
      client.close();
      await server.close();
      await carteiro?.close();
      insightsClient.close();
      await database.close();
    },
  };
}

export type RunningChatbot = Awaited<ReturnType<typeof startChatbot>>;
