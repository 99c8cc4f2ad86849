import {
  systemClock as clock,
  closeOnSignal,
  createLogger,
  createStatusHandler,
  newId,
  runService,
  startService,
} from '@trilha/service-kit';
import { connectServices } from './adapters/connect-services.js';
import { openStores } from './adapters/open-stores.js';
import { seedContent } from './adapters/seed-content.js';
import { startDelivery } from './adapters/start-delivery.js';
import { createCasos } from './app/casos.js';
import { loadConfig } from './config.js';
import { createCursosService } from './rpc/cursos-service.js';

await runService(async () => {
  const { server: address, databaseFile, contentDir, clientOf, ...config } = loadConfig(process.env);
  const log = createLogger({ service: config.service, level: config.logLevel });

  // What we stand on
  const stores = await openStores({ databaseFile, clock });
  const remote = connectServices(clientOf);

  // What we can do
  const casos = createCasos({ ...stores, ...remote, clock, newId, random: Math.random });
  const probes = { storage: stores.probe, dependencies: remote.probes };
  const getStatus = createStatusHandler({ config, clock, ...probes });
  await seedContent({ semear: casos.semear, contentDir, log });

  // How we are reached
  const services = [createCursosService({ casos, getStatus })];
  const server = await startService({ server: address, log, services });
  const delivery = startDelivery({ entregar: casos.entregarAvisos, clock, log });

  // How we leave: stop taking calls, stop delivering, let go
  closeOnSignal(log, [server, delivery, remote, stores]);
});
