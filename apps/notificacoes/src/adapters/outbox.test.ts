import { openDatabase } from '@trilha/storage';
import { migrations, type NotificacoesTables } from './migrations.js';
import { outboxContract } from './outbox.contract.js';
import { SqlEntregas } from './sql-entregas.js';
import { SqlNotificacoes } from './sql-notificacoes.js';

const opened: { close(): Promise<void> }[] = [];

afterAll(() => Promise.all(opened.map((database) => database.close())));

outboxContract('SqlNotificacoes with SqlEntregas', async () => {
  const database = await openDatabase<NotificacoesTables>({ file: ':memory:', migrations });
  opened.push(database);
  return { notificacoes: new SqlNotificacoes(database.db), entregas: new SqlEntregas(database.db) };
});
