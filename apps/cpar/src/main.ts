import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import { systemClock as clock, DueLoop, newId, openKit, probeOf, runService } from '@trilha/service-kit';
import { escreverConvite } from './adapters/convite.js';
import { GrpcNotificador } from './adapters/grpc-notificador.js';
import { openAgenda } from './adapters/open-agenda.js';
import { publishMetrics } from './adapters/publish-metrics.js';
import { registrarDesistencia } from './adapters/registrar-desistencia.js';
import { createCasos } from './app/casos.js';
import { loadConfig } from './config.js';
import { createCparService } from './rpc/cpar-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const { database, agenda, envios } = await openAgenda(config.databaseFile, clock);
  publishMetrics(kit.metrics, database.db);
  const notificacoes = kit.connect(NotificacoesServiceService, 'notificacoes');
  const notificador = new GrpcNotificador(notificacoes);

  // What we can do
  const sources = { clock, newId, random: Math.random };
  const ouvintes = { onMudanca: () => mensageiro.wake(), onDesistencia: registrarDesistencia(kit.log) };
  const casos = createCasos({ agenda, envios, notificador, escreverConvite, ...sources, ...ouvintes });
  const nextDue = () => envios.proximo();
  const work = casos.enviarDevidos;
  const mensageiro = new DueLoop({ name: 'envios', work, nextDue, clock, log: kit.log });

  // How we are reached
  const status = kit.status({ storage: database.probe, others: [probeOf(notificacoes)] });
  const server = await kit.serve({ services: [createCparService({ casos, ...status })], ...status });

  // How we leave: stop taking calls, stop telling, let go
  kit.closeOnSignal([server, mensageiro, notificacoes, database]);
});
