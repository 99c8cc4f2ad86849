import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@trilha/service-kit/testing';
import { type Database, openDatabase } from '@trilha/storage';
import { agendamentoDe } from '../../test/agendamento-de.js';
import { mudancaDe } from '../domain/envio.js';
import { agendaContract } from './agenda.contract.js';
import { enviosContract } from './envios.contract.js';
import { MemoryAgenda } from './memory-agenda.js';
import { type CparTables, migrations } from './migrations.js';
import { openAgenda } from './open-agenda.js';
import { agendamentoRowOf } from './rows.js';

const opened: Pick<Database<CparTables>, 'close'>[] = [];

afterAll(() => Promise.all(opened.map((database) => database.close())));

async function openMemory(clock: FakeClock) {
  const agenda = new MemoryAgenda(clock);
  return { agenda, envios: agenda.envios };
}

async function openSql(clock: FakeClock, file = ':memory:') {
  const open = await openAgenda(file, clock);
  opened.push(open.database);
  return open;
}

agendaContract('MemoryAgenda', openMemory);
enviosContract('MemoryEnvios', openMemory);
agendaContract('SqlAgenda', openSql);
enviosContract('SqlEnvios', openSql);

describe('SqlEnvios', () => {
  it('keeps what was given up, with the reason', async () => {
    const { envios, database, agenda } = await openSql(new FakeClock());
    const agendamento = agendamentoDe('a-1', 14, 15);
    await agenda.criar({ idProfessor: 'ana', requestId: '', conteudo: '' }, () =>
      mudancaDe(agendamento, agendamento.criadoEm),
    );
    await envios.desistir('cpar-a-1-0-ana', agendamento.fim, 'campo inválido');
    const dead = await database.db
      .selectFrom('envios')
      .select(['chave', 'ultimo_erro', 'tentativas', 'morto_em'])
      .where('morto_em', 'is not', null)
      .execute();
    expect(dead).toEqual([
      {
        chave: 'cpar-a-1-0-ana',
        ultimo_erro: 'campo inválido',
        tentativas: 1,
        morto_em: agendamento.fim.getTime(),
      },
    ]);
  });

  it('finds what a version before the queues had queued', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cpar-'));
    const file = join(folder, 'cpar.sqlite');
    const { '0004_filas': _later, ...earlier } = migrations;
    const before = await openDatabase<Record<'agendamentos' | 'envios', object>>({
      file,
      migrations: earlier,
    });
    const agendamento = agendamentoRowOf(agendamentoDe('a-1', 14, 15, { sequencia: 2 }));
    await before.db.insertInto('agendamentos').values(agendamento).execute();
    const conteudo = { evento: 'lembrete', idUsuario: 'beto', comQuem: 'ana', agendamento };
    const queued = { chave: 'c-1', id_agendamento: 'a-1', lembrete: 1, conteudo: JSON.stringify(conteudo) };
    await before.db
      .insertInto('envios')
      .values({ ...queued, devido_em: 5, tentativas: 3 })
      .execute();
    await before.close();
    const { envios } = await openSql(new FakeClock(), file);
    const found = await envios.devidos(new Date(5), 10);
    await rm(folder, { recursive: true, force: true });
    expect(found).toMatchObject([
      { chave: 'c-1', idUsuario: 'beto', evento: 'lembrete', tentarEm: new Date(5), tentativas: 3 },
    ]);
  });
});
