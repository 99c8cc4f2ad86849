import { systemClock as clock, newId, openKit, runService } from '@trilha/service-kit';
import { abrirArmazem, pastaDaAnalise, pastaDoLog } from './adapters/abrir-armazem.js';
import { abrirPasta } from './adapters/abrir-pasta.js';
import { publicarMetricas } from './adapters/publicar-metricas.js';
import { createAcompanhar } from './app/acompanhar.js';
import { createExportar } from './app/exportar.js';
import { createReceber } from './app/receber.js';
import { loadConfig } from './config.js';
import { createIngestionService } from './rpc/ingestion-service.js';
import { AnaliseEmThread } from './topologia/analise-em-thread.js';

const WORKER = import.meta.url.endsWith('.ts') ? './analise.worker.ts' : './analise.worker.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const armazem = await abrirArmazem(config);
  const analise = await AnaliseEmThread.abrir({
    ratesFile: config.ratesFile,
    checkpointMs: config.checkpointMs,
    worker: new URL(WORKER, import.meta.url),
    log: armazem.log,
    pasta: pastaDaAnalise(config.folder),
    pastaDoLog: pastaDoLog(config.folder),
  });
  const diario = await armazem.abrirDiario((primeiro, quantos, avulsos) =>
    analise.duravel(primeiro, quantos, Date.now(), avulsos),
  );
  const atraso = () => armazem.log.end - analise.finalizado;
  publicarMetricas(kit.metrics, { armazem, atraso });

  // What we can do
  const casos = {
    ...createReceber({ diario, clock, newId, atraso, maxAtraso: config.maxPending }),
    ...createAcompanhar({ diario, analise, clock, newId }),
    ...createExportar({ diario, analise }),
  };

  const pasta = await abrirPasta({ ...config, diario, atraso, log: kit.log });

  // How we are reached
  const status = kit.status({ storage: armazem.database.probe });
  const server = await kit.serve({
    services: [createIngestionService({ casos, analise, clock, ...status })],
    ...status,
  });

  // How we leave: stop taking calls, write what waits, analyse what was read, let go
  kit.closeOnSignal([server, ...pasta, analise, armazem]);
});
