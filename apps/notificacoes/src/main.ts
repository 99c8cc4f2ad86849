import * as kit from '@trilha/service-kit';
import { openDatabase } from '@trilha/storage';
import { migrations, type NotificacoesTables } from './adapters/migrations.js';
import { openCanais } from './adapters/open-canais.js';
import { SinalLocal } from './adapters/sinal-local.js';
import { SqlEntregas } from './adapters/sql-entregas.js';
import { SqlNotificacoes } from './adapters/sql-notificacoes.js';
import { createCasos } from './app/casos.js';
import { createEntregar } from './app/entregar.js';
import { loadConfig } from './config.js';
import { createNotificacoesService } from './rpc/notificacoes-service.js';

await kit.runService(async () => {
  const config = loadConfig(process.env);
  const log = kit.createLogger({ service: config.service, level: config.logLevel });

  // What we stand on
  const database = await openDatabase<NotificacoesTables>({ file: config.databaseFile, migrations });
  const [notificacoes, entregas] = [new SqlNotificacoes(database.db), new SqlEntregas(database.db)];
  const [clock, novidades, canais] = [kit.systemClock, new SinalLocal(), openCanais(config, kit.systemClock)];
  const storage = { name: 'sqlite', address: database.dialect, required: true, probe: () => database.ping() };

  // What we can do
  const casos = createCasos({ notificacoes, entregas, clock, newId: kit.newId, canais, novidades });
  const work = createEntregar({ entregas, canais, clock, random: Math.random, ...config.delivery });
  const nextDue = () => entregas.proxima();
  const carteiro = new kit.DueLoop({ name: 'entregas', work, nextDue, clock, log });
  novidades.ouvir(() => carteiro.wake());

  // How we are reached
  const getStatus = kit.createStatusHandler({ config, clock, storage });
  const services = [createNotificacoesService({ casos, getStatus })];
  const server = await kit.startService({ server: config.server, log, services });

  // How we leave: stop taking calls, stop delivering, let go
  kit.closeOnSignal(log, [server, carteiro, database]);
});
