import type { Clock } from '@trilha/service-kit/base';
import { once } from '@trilha/storage';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Agenda, FiltroDeLista, Mudanca } from '../app/ports.js';
import type { Agendamento } from '../domain/agendamento.js';
import type { Disponibilidade, Intervalo } from '../domain/disponibilidade.js';
import { avisosDe, lembretesDe } from '../domain/envio.js';
import { agendamentoNaoEncontrado, horarioOcupado } from '../domain/errors.js';
import type { CparTables } from './migrations.js';
import { type AgendamentoRow, agendamentoOf, agendamentoRowOf, envioRowOf } from './rows.js';

type Db = Kysely<CparTables>;

/**
 * Teachers' hours and appointments, in SQL. A transaction begins as the only writer, so that what it finds free stays
 * free until it commits, whoever else books.
 */
export class SqlAgenda implements Agenda {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async guardarDisponibilidade(disponibilidade: Disponibilidade): Promise<void> {
    const { idProfessor, fuso, semanal, excecoes, atualizadaEm } = disponibilidade;
    const fields = {
      fuso,
      semanal: JSON.stringify(semanal),
      excecoes: JSON.stringify(excecoes),
      atualizada_em: atualizadaEm.getTime(),
    };
    await this.db
      .insertInto('disponibilidades')
      .values({ id_professor: idProfessor, ...fields })
      .onConflict((conflict) => conflict.column('id_professor').doUpdateSet(fields))
      .execute();
  }

  async buscarDisponibilidade(idProfessor: string): Promise<Disponibilidade | undefined> {
    const row = await this.db
      .selectFrom('disponibilidades')
      .selectAll()
      .where('id_professor', '=', idProfessor)
      .executeTakeFirst();
    return (
      row && {
        idProfessor,
        fuso: row.fuso,
        semanal: JSON.parse(row.semanal) as Disponibilidade['semanal'],
        excecoes: JSON.parse(row.excecoes) as Disponibilidade['excecoes'],
        atualizadaEm: new Date(Number(row.atualizada_em)),
      }
    );
  }

  async buscar(id: string): Promise<Agendamento | undefined> {
    const row = await this.db.selectFrom('agendamentos').selectAll().where('id', '=', id).executeTakeFirst();
    return row && agendamentoOf(row);
  }

  async ocupados(pessoa: string, intervalo: Intervalo): Promise<readonly Agendamento[]> {
    return (await overlapping(this.db, [pessoa], intervalo)).map(agendamentoOf);
  }

  async listar({ idProfessor, idAluno, situacao, de, ate, apos, limite }: FiltroDeLista) {
    let query = this.db.selectFrom('agendamentos').selectAll();
    if (idProfessor !== undefined) query = query.where('id_professor', '=', idProfessor);
    if (idAluno !== undefined) query = query.where('id_aluno', '=', idAluno);
    if (situacao !== undefined) query = query.where('situacao', '=', situacao);
    if (de !== undefined) query = query.where('inicio', '>=', de.getTime());
    if (ate !== undefined) query = query.where('inicio', '<', ate.getTime());
    if (apos !== undefined)
      query = query.where(sql<boolean>`(inicio, id) > (${apos.inicio.getTime()}, ${apos.id})`);
    return (await query.orderBy('inicio').orderBy('id').limit(limite).execute()).map(agendamentoOf);
  }

  async criar({ agendamento, avisos, lembretes }: Mudanca, pedido: { requestId: string; conteudo: unknown }) {
    return this.db.transaction().execute(async (transaction) => {
      const row = await once(transaction as unknown as Parameters<typeof once>[0], {
        scope: 'CreateAgendamento',
        requestId: pedido.requestId,
        body: pedido.conteudo,
        clock: this.clock,
        make: async () => {
          await requireFree(transaction, agendamento);
          await transaction.insertInto('agendamentos').values(agendamentoRowOf(agendamento)).execute();
          await queue(transaction, [...avisos, ...lembretes]);
          return agendamentoRowOf(agendamento);
        },
      });
      return agendamentoOf(row);
    });
  }

  async mudar(id: string, mudar: (atual: Agendamento) => Agendamento, agora: Date): Promise<Agendamento> {
    return this.db.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('agendamentos')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) throw agendamentoNaoEncontrado(id);
      const atual = agendamentoOf(row);
      const novo = mudar(atual);
      if (novo === atual) return atual;
      if (novo.situacao !== 'cancelado') await requireFree(transaction, novo);
      const { id: _same, ...fields } = agendamentoRowOf(novo);
      await transaction.updateTable('agendamentos').set(fields).where('id', '=', id).execute();
      await transaction
        .deleteFrom('envios')
        .where('id_agendamento', '=', id)
        .where('lembrete', '=', 1)
        .execute();
      await queue(transaction, [...avisosDe(novo), ...lembretesDe(novo, agora)]);
      return novo;
    });
  }
}

async function requireFree(transaction: Transaction<CparTables>, agendamento: Agendamento): Promise<void> {
  const pessoas = [agendamento.idProfessor, agendamento.idAluno];
  const found = await overlapping(transaction, pessoas, agendamento);
  if (found.some(({ id }) => id !== agendamento.id)) throw horarioOcupado();
}

const overlapping = (
  db: Db,
  pessoas: readonly string[],
  { inicio, fim }: Intervalo,
): Promise<AgendamentoRow[]> =>
  db
    .selectFrom('agendamentos')
    .selectAll()
    .where(({ eb, or }) => or([eb('id_professor', 'in', pessoas), eb('id_aluno', 'in', pessoas)]))
    .where('situacao', '!=', 'cancelado')
    .where('inicio', '<', fim.getTime())
    .where('fim', '>', inicio.getTime())
    .orderBy('inicio')
    .execute();

async function queue(transaction: Transaction<CparTables>, envios: Mudanca['avisos']): Promise<void> {
  if (envios.length === 0) return;
  await transaction
    .insertInto('envios')
    .values(envios.map(envioRowOf))
    .onConflict((conflict) => conflict.column('chave').doNothing())
    .execute();
}
