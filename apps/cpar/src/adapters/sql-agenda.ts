import type { Clock } from '@trilha/service-kit/base';
import { once } from '@trilha/storage';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Agenda, FiltroDeLista, Marcado, PedidoDeMarcacao } from '../app/ports.js';
import type { Agendamento } from '../domain/agendamento.js';
import type { Disponibilidade, Intervalo } from '../domain/disponibilidade.js';
import type { Envio, Mudanca } from '../domain/envio.js';
import { agendamentoNaoEncontrado, horarioOcupado } from '../domain/errors.js';
import type { CparTables } from './migrations.js';
import {
  agendamentoOf,
  agendamentoRowOf,
  disponibilidadeOf,
  disponibilidadeRowOf,
  envioOf,
  envioRowOf,
} from './rows.js';
import { isOverlap } from './sem-sobreposicao.js';

type Db = Kysely<CparTables>;

/**
 * Teachers' hours and appointments, in SQL. A transaction begins as the only writer, so that what it decided on stays
 * true until it commits, whoever else books; that nothing overlaps is a rule of the database.
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
    const rows = await this.db
      .selectFrom('agendamentos')
      .selectAll()
      .where(({ eb, or }) => or([eb('id_professor', '=', pessoa), eb('id_aluno', '=', pessoa)]))
      .where('situacao', '<>', 'cancelado')
      .where('inicio', '<', intervalo.fim.getTime())
      .where('fim', '>', intervalo.inicio.getTime())
      .orderBy('inicio')
      .execute();
    return rows.map(agendamentoOf);
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
          const row = agendamentoRowOf(agendamento);
          await requireFree(transaction.insertInto('agendamentos').values(row).execute());
          await queue(transaction, [...avisos, ...lembretes]);
          return row;
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
      const lembretesNaFila = await remindersOf(transaction, id);
      const mudanca = decidir({ agendamento: atual, disponibilidade, lembretes: lembretesNaFila });
      if (mudanca === undefined) return atual;
      const { agendamento: novo, avisos, lembretes } = mudanca;
      const { id: _same, ...fields } = agendamentoRowOf(novo);
      await requireFree(transaction.updateTable('agendamentos').set(fields).where('id', '=', id).execute());
      const replaced = lembretesNaFila.map(({ chave }) => chave);
      await transaction.deleteFrom('envios').where('chave', 'in', replaced).execute();
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

async function remindersOf(db: Db, id: string): Promise<readonly Envio[]> {
  const rows = await db
    .selectFrom('envios')
    .selectAll()
    .where('id_agendamento', '=', id)
    .where('lembrete', '=', 1)
    .where('morto_em', 'is', null)
    .execute();
  return rows.map(envioOf);
}

/** The database itself refuses what overlaps. @throws DomainError HORARIO_OCUPADO */
async function requireFree(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw isOverlap(error) ? horarioOcupado() : error;
  }
}

async function queue(transaction: Transaction<CparTables>, envios: Mudanca['avisos']): Promise<void> {
  if (envios.length === 0) return;
  await transaction
    .insertInto('envios')
    .values(envios.map(envioRowOf))
    .onConflict((conflict) => conflict.column('chave').doNothing())
    .execute();
}
