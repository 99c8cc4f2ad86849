import { DueLoop, newId, openKit, runService, systemClock } from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { migrations, type NotificacoesTables } from './adapters/migrations.js';
import { openCanais } from './adapters/open-canais.js';
import { publishMetrics } from './adapters/publish-metrics.js';
import { SinalLocal } from './adapters/sinal-local.js';
import { SqlEntregas } from './adapters/sql-entregas.js';
import { SqlNotificacoes } from './adapters/sql-notificacoes.js';
import { createCasos } from './app/casos.js';
import { createEntregar } from './app/entregar.js';
import { loadConfig } from './config.js';
import { createNotificacoesService } from './rpc/notificacoes-service.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const kit = await openKit(config);

  // What we stand on
  const database = await openDatabase<NotificacoesTables>({ file: config.databaseFile, migrations });
  publishMetrics(kit.metrics, database.db);
  const [notificacoes, entregas] = [new SqlNotificacoes(database.db), new SqlEntregas(database.db)];
  const [clock, novidades, canais] = [systemClock, new SinalLocal(), openCanais(config, systemClock)];

  // What we can do
  const casos = createCasos({ notificacoes, entregas, clock, newId: newId, canais, novidades });
  const work = createEntregar({ entregas, canais, clock, random: Math.random, ...config.delivery });
  const nextDue = () => entregas.proxima();
  const carteiro = new DueLoop({ name: 'entregas', work, nextDue, clock, log: kit.log });
  novidades.ouvir(() => carteiro.wake());

  // How we are reached
  const status = kit.status({ storage: database.probe });
  const services = [createNotificacoesService({ casos, ...status })];
  const server = await kit.serve({ services, ...status });

  // How we leave: stop taking calls, stop delivering, let go
  kit.closeOnSignal([server, carteiro, database]);
});
