import { systemClock as clock, newId, openKit, runService } from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { FileBlobs } from './adapters/file-blobs.js';
import { findContentType } from './adapters/find-content-type.js';
import { type MidiaTables, migrations } from './adapters/migrations.js';
import { publishMetrics } from './adapters/publish-metrics.js';
import { SqlMidias } from './adapters/sql-midias.js';
import { createConsultar } from './app/consultar.js';
import { createExcluir } from './app/excluir.js';
import { createGuardar } from './app/guardar.js';
import { createLimpar } from './app/limpar.js';
import { loadConfig } from './config.js';
import { createMidiaService } from './rpc/midia-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const database = await openDatabase<MidiaTables>({ file: config.databaseFile, migrations });
  publishMetrics(kit.metrics, database.db);
  const midias = new SqlMidias(database.db);
  const blobs = await FileBlobs.open(config.blobFolder);

  // What we can do
  const { maxBytes } = config;
  const guardar = createGuardar({ midias, blobs, clock, newId, findContentType, maxBytes });
  const casos = { guardar, excluir: createExcluir({ midias, blobs }), ...createConsultar({ midias, blobs }) };
  const removed = await createLimpar({ midias, blobs })();
  if (removed > 0) kit.log.info({ event: 'orphans_removed', removed }, 'removed what no media holds');

  // How we are reached
  const status = kit.status({ storage: database.probe });
  const server = await kit.serve({ services: [createMidiaService({ casos, ...status })], ...status });

  // How we leave: stop taking calls, let go
  kit.closeOnSignal([server, database]);
});
