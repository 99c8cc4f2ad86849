import type { Database } from '@trilha/storage';
import { agendaContract } from './agenda.contract.js';
import { MemoryAgenda } from './memory-agenda.js';
import type { CparTables } from './migrations.js';
import { openAgenda } from './open-agenda.js';

const opened: Database<CparTables>[] = [];

afterAll(() => Promise.all(opened.map((database) => database.close())));

agendaContract('MemoryAgenda', async (clock) => {
  const agenda = new MemoryAgenda(clock);
  return { agenda, envios: agenda.envios };
});

agendaContract('SqlAgenda', async (clock) => {
  const open = await openAgenda(':memory:', clock);
  opened.push(open.database);
  return open;
});
