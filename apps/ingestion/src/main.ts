import { systemClock as clock, newId, openKit, runService } from '@trilha/service-kit';
import { abrirArmazem, pastaDaAnalise, pastaDoLog } from './adapters/abrir-armazem.js';
import { abrirPasta } from './adapters/abrir-pasta.js';
import { publicarComputacao } from './adapters/publicar-computacao.js';
import { publicarMetricas } from './adapters/publicar-metricas.js';
import { createAcompanhar } from './app/acompanhar.js';
import { createExportar } from './app/exportar.js';
import { createReceber } from './app/receber.js';
import { serveCompute } from './compute/serve-compute.js';
import { loadConfig } from './config.js';
import { createComputeService } from './rpc/compute-service.js';
import { createIngestionService } from './rpc/ingestion-service.js';
import { AnaliseRemota } from './topologia/analise-remota.js';
import { emProcesso } from './topologia/em-processo.js';
import { emThread } from './topologia/em-thread.js';

const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './analise.worker.ts' : './analise.worker.js',
  import.meta.url,
);

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const armazem = await abrirArmazem(config);
  const analise = await AnaliseRemota.abrir({
    lugar: config.pipelineMode === 'process' ? emProcesso(WORKER) : emThread(WORKER),
    ratesFile: config.ratesFile,
    checkpointMs: config.checkpointMs,
    log: armazem.log,
    pasta: pastaDaAnalise(config.folder),
    pastaDoLog: pastaDoLog(config.folder),
    aoRecomecar: (fim, emMs) =>
      kit.log.error(
        { event: 'analysis_ended', ...fim, restart_in_ms: emMs },
        'the analysis has ended by itself',
      ),
  });
  const diario = await armazem.abrirDiario((primeiro, quantos, avulsos) =>
    analise.duravel(primeiro, quantos, Date.now(), avulsos),
  );
  const atraso = () => armazem.log.end - analise.finalizado;
  const figures = publicarMetricas(kit.metrics, { armazem, analise, atraso });

  // What we can do
  const casos = {
    ...createReceber({ diario, clock, newId, atraso, maxAtraso: config.maxPending }),
    ...createAcompanhar({ diario, analise, clock, newId }),
    ...createExportar({ diario, analise }),
  };

  const pasta = await abrirPasta({ ...config, diario, atraso, log: kit.log });

  // How we are reached
  const compute = await serveCompute(kit, config, new URL('./compute.worker.js', import.meta.url));
  publicarComputacao(kit.metrics, () => compute.engine.stats());
  const status = kit.status({ storage: armazem.database.probe, figures });
  const server = await kit.serve({
    services: [
      createIngestionService({ casos, analise, clock, ...status }),
      createComputeService(compute.engine),
    ],
    ...status,
  });

  // How we leave: stop taking calls, write what waits, analyse what was read, let go
  const ports = { close: () => Promise.all([server.close(), compute.server.close()]) };
  kit.closeOnSignal([ports, compute.pool, ...pasta, analise, armazem]);
});
