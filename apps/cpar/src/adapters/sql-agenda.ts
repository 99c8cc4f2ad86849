import type { Clock } from '@trilha/service-kit/base';
import { once } from '@trilha/storage';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Agenda, FiltroDeLista, Marcado, PedidoDeMarcacao } from '../app/ports.js';
import type { Agendamento } from '../domain/agendamento.js';
import type { Disponibilidade, Intervalo } from '../domain/disponibilidade.js';
import type { Mudanca } from '../domain/envio.js';
import { agendamentoNaoEncontrado, horarioOcupado } from '../domain/errors.js';
import type { CparTables } from './migrations.js';
import {
  type AgendamentoRow,
  agendamentoOf,
  agendamentoRowOf,
  disponibilidadeOf,
  disponibilidadeRowOf,
  envioRowOf,
} from './rows.js';

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
    const { id_professor, ...fields } = disponibilidadeRowOf(disponibilidade);
    await this.db
      .insertInto('disponibilidades')
      .values({ id_professor, ...fields })
      .onConflict((conflict) => conflict.column('id_professor').doUpdateSet(fields))
      .execute();
  }

  async buscarDisponibilidade(idProfessor: string): Promise<Disponibilidade | undefined> {
    return hoursOf(this.db, idProfessor);
  }

  async buscar(id: string): Promise<Agendamento | undefined> {
    return appointmentOf(this.db, id);
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

  async criar(
    { idProfessor, requestId, conteudo }: PedidoDeMarcacao,
    decidir: (disponibilidade: Disponibilidade | undefined) => Mudanca,
  ): Promise<Agendamento> {
    return this.db.transaction().execute(async (transaction) => {
      const row = await once(transaction as unknown as Parameters<typeof once>[0], {
        scope: 'CreateAgendamento',
        requestId,
        body: conteudo,
        clock: this.clock,
        make: async () => {
          const { agendamento, avisos, lembretes } = decidir(await hoursOf(transaction, idProfessor));
          await requireFree(transaction, agendamento);
          await transaction.insertInto('agendamentos').values(agendamentoRowOf(agendamento)).execute();
          await queue(transaction, [...avisos, ...lembretes]);
          return agendamentoRowOf(agendamento);
        },
      });
      return agendamentoOf(row);
    });
  }

  async mudar(id: string, decidir: (marcado: Marcado) => Mudanca | undefined): Promise<Agendamento> {
    return this.db.transaction().execute(async (transaction) => {
      const atual = await appointmentOf(transaction, id);
      if (atual === undefined) throw agendamentoNaoEncontrado(id);
      const disponibilidade = await hoursOf(transaction, atual.idProfessor);
      const mudanca = decidir({ agendamento: atual, disponibilidade });
      if (mudanca === undefined) return atual;
      const { agendamento: novo, avisos, lembretes } = mudanca;
      if (novo.situacao !== 'cancelado') await requireFree(transaction, novo);
      const { id: _same, ...fields } = agendamentoRowOf(novo);
      await transaction.updateTable('agendamentos').set(fields).where('id', '=', id).execute();
      await transaction
        .deleteFrom('envios')
        .where('id_agendamento', '=', id)
        .where('lembrete', '=', 1)
        .execute();
      await queue(transaction, [...avisos, ...lembretes]);
      return novo;
    });
  }
}

async function appointmentOf(db: Db, id: string): Promise<Agendamento | undefined> {
  const row = await db.selectFrom('agendamentos').selectAll().where('id', '=', id).executeTakeFirst();
  return row && agendamentoOf(row);
}

async function hoursOf(db: Db, idProfessor: string): Promise<Disponibilidade | undefined> {
  const found = db.selectFrom('disponibilidades').selectAll().where('id_professor', '=', idProfessor);
  const row = await found.executeTakeFirst();
  return row && disponibilidadeOf(row);
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
