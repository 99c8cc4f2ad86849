import { systemClock as clock, newId, openKit, runService } from '@trilha/service-kit';
import { connectServices } from './adapters/connect-services.js';
import { openStores } from './adapters/open-stores.js';
import { seedContent } from './adapters/seed-content.js';
import { startDelivery } from './adapters/start-delivery.js';
import { createCasos } from './app/casos.js';
import { loadConfig } from './config.js';
import { createCursosService } from './rpc/cursos-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const stores = await openStores({ databaseFile: config.databaseFile, clock });
  stores.publish(kit.metrics);
  const remote = connectServices(kit.connect);

  // What we can do
  const casos = createCasos({ ...stores, ...remote, clock, newId, random: Math.random });
  await seedContent({ semear: casos.semear, contentDir: config.contentDir, log: kit.log });

  // How we are reached
  const status = kit.status({ storage: stores.probe, others: remote.probes });
  const server = await kit.serve({ services: [createCursosService({ casos, ...status })], ...status });
  const delivery = startDelivery({ entregar: casos.entregarAvisos, clock, log: kit.log });

  // How we leave: stop taking calls, stop delivering, let go
  kit.closeOnSignal([server, delivery, remote, stores]);
});
