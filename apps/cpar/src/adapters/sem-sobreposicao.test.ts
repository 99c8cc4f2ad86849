import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@trilha/service-kit/testing';
import { type OpenAgenda, openAgenda } from './open-agenda.js';
import type { AgendamentoRow } from './rows.js';
import { isOverlap } from './sem-sobreposicao.js';

const HORA_MS = 3_600_000;
const row = (
  id: string,
  inicio: number,
  fim: number,
  fields: Partial<AgendamentoRow> = {},
): AgendamentoRow => ({
  id,
  id_professor: 'ana',
  id_aluno: 'beto',
  inicio: inicio * HORA_MS,
  fim: fim * HORA_MS,
  fuso: 'America/Sao_Paulo',
  assunto: '',
  local: '',
  situacao: 'pendente',
  motivo_cancelamento: '',
  lembretes: '[]',
  sequencia: 0,
  criado_em: 0,
  atualizado_em: 0,
  ...fields,
});

describe('what the database itself refuses, whoever writes', () => {
  let folder: string;
  let one: OpenAgenda;
  let other: OpenAgenda;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cpar-'));
    const file = join(folder, 'cpar.sqlite');
    one = await openAgenda(file, new FakeClock());
    other = await openAgenda(file, new FakeClock());
  });

  afterEach(async () => {
    await one.database.close();
    await other.database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const insert = ({ database }: OpenAgenda, values: AgendamentoRow) =>
    database.db.insertInto('agendamentos').values(values).execute();
  const update = (id: string, fields: Partial<AgendamentoRow>) =>
    other.database.db.updateTable('agendamentos').set(fields).where('id', '=', id).execute();
  const refused = async (write: Promise<unknown>): Promise<boolean> =>
    write.then(
      () => false,
      (error: unknown) => {
        if (!isOverlap(error)) throw error;
        return true;
      },
    );

  it('is a second appointment of the teacher or the student, in either role', async () => {
    await insert(one, row('a', 1, 3));
    expect(await refused(insert(other, row('b', 2, 4, { id_aluno: 'caio' })))).toBe(true);
    expect(await refused(insert(other, row('c', 0, 2, { id_professor: 'dora' })))).toBe(true);
    expect(await refused(insert(other, row('d', 1, 2, { id_professor: 'beto', id_aluno: 'caio' })))).toBe(
      true,
    );
    expect(await refused(insert(other, row('e', 0, 9, { id_professor: 'dora', id_aluno: 'ana' })))).toBe(
      true,
    );
  });

  it('is not what touches, what is of others, or what is cancelled', async () => {
    await insert(one, row('a', 1, 2));
    await insert(other, row('b', 2, 3));
    await insert(other, row('c', 0, 1));
    await insert(other, row('d', 0, 3, { id_professor: 'dora', id_aluno: 'caio' }));
    await insert(other, row('e', 0, 3, { situacao: 'cancelado' }));
  });

  it('is moving, handing over or reviving one onto another', async () => {
    await insert(one, row('a', 1, 2));
    await insert(one, row('b', 2, 3));
    await insert(one, row('c', 1, 2, { id_professor: 'dora', id_aluno: 'caio' }));
    await insert(one, row('d', 1, 2, { situacao: 'cancelado' }));
    expect(await refused(update('b', { inicio: 1.5 * HORA_MS }))).toBe(true);
    expect(await refused(update('c', { id_aluno: 'beto' }))).toBe(true);
    expect(await refused(update('d', { situacao: 'pendente' }))).toBe(true);
    expect(await refused(update('a', { situacao: 'confirmado' }))).toBe(false);
  });
});
