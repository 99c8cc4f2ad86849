import { systemClock as clock, newId, openKit, runService } from '@trilha/service-kit';
import { abrirArmazem } from './adapters/abrir-armazem.js';
import { abrirPasta } from './adapters/abrir-pasta.js';
import { publicarMetricas } from './adapters/publicar-metricas.js';
import { createCasos } from './app/casos.js';
import { serveCompute } from './compute/serve-compute.js';
import { loadConfig } from './config.js';
import { createComputeService } from './rpc/compute-service.js';
import { createIngestionService } from './rpc/ingestion-service.js';
import { abrirAnalise } from './topologia/abrir-analise.js';

const thread = (name: string) => new URL(import.meta.url.replace(/main(\.[jt]s)$/, `${name}.worker$1`));

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const armazem = await abrirArmazem(config);
  const analise = await abrirAnalise({ ...config, ...armazem, worker: thread('analise'), logger: kit.log });
  const diario = await armazem.abrirDiario((...lote) => analise.duravel(...lote));
  const atraso = () => armazem.log.end - analise.finalizado;

  // What we can do
  const casos = createCasos({ diario, analise, clock, newId, atraso, maxAtraso: config.maxPending });
  const pasta = await abrirPasta({ ...config, diario, atraso, log: kit.log });

  // How we are reached
  const compute = await serveCompute(kit, config, thread('compute'));
  const figures = publicarMetricas(kit.metrics, { armazem, analise, atraso });
  const status = kit.status({ storage: armazem.database.probe, figures });
  const ingestion = createIngestionService({ casos, analise, clock, ...status });
  const services = [ingestion, createComputeService(compute.engine)];
  const server = await kit.serve({ services, ...status });

  // How we leave: stop taking calls, write what waits, analyse what was read, let go
  const ports = { close: () => Promise.all([server.close(), compute.server.close()]) };
  kit.closeOnSignal([ports, compute.pool, ...pasta, analise, armazem]);
});
