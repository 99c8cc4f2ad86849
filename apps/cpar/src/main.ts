import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import * as kit from '@trilha/service-kit';
import { escreverConvite } from './adapters/convite.js';
import { GrpcNotificador } from './adapters/grpc-notificador.js';
import { openAgenda } from './adapters/open-agenda.js';
import { registrarDesistencia } from './adapters/registrar-desistencia.js';
import { createCasos } from './app/casos.js';
import { loadConfig } from './config.js';
import { createCparService } from './rpc/cpar-service.js';

await kit.runService(async () => {
  const config = loadConfig(process.env);
  const log = kit.createLogger({ service: config.service, level: config.logLevel });

  // What we stand on
  const clock = kit.systemClock;
  const { database, agenda, envios } = await openAgenda(config.databaseFile, clock);
  const notificacoes = kit.createClient(NotificacoesServiceService, config.notificacoes);
  const notificador = new GrpcNotificador(notificacoes);

  // What we can do
  const sources = { clock, newId: kit.newId, random: Math.random };
  const ouvintes = { onMudanca: () => mensageiro.wake(), onDesistencia: registrarDesistencia(log) };
  const casos = createCasos({ agenda, envios, notificador, escreverConvite, ...sources, ...ouvintes });
  const nextDue = () => envios.proximo();
  const mensageiro = new kit.DueLoop({ name: 'envios', work: casos.enviarDevidos, nextDue, clock, log });

  // How we are reached
  const storage = { name: 'sqlite', address: database.dialect, required: true, probe: () => database.ping() };
  const dependencies = [kit.probeOf(notificacoes)];
  const getStatus = kit.createStatusHandler({ config, clock, storage, dependencies });
  const services = [createCparService({ casos, getStatus })];
  const server = await kit.startService({ server: config.server, log, services });

  // How we leave: stop taking calls, stop telling, let go
  kit.closeOnSignal(log, [server, mensageiro, notificacoes, database]);
});
