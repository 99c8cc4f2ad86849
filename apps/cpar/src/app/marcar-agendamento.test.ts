import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { MemoryAgenda } from '../adapters/memory-agenda.js';
import type { NovoAgendamento } from '../domain/agendamento.js';
import { createMarcarAgendamento } from './marcar-agendamento.js';

/** An agenda in which something else happens first, as when another caller's transaction commits before ours begins. */
class AgendaDisputada extends MemoryAgenda {
  antes = async (): Promise<unknown> => undefined;

  override async criar(...args: Parameters<MemoryAgenda['criar']>) {
    await this.antes();
    return super.criar(...args);
  }

  override async mudar(...args: Parameters<MemoryAgenda['mudar']>) {
    await this.antes();
    return super.mudar(...args);
  }
}

const HORA_MS = 3_600_000;
/** Hours after Tuesday, 3 March 2026, 9:00 in São Paulo. */
const em = (hours: number): Date => new Date(Date.parse('2026-03-03T12:00:00Z') + hours * HORA_MS);
const novo = (inicio: number, fim: number, fields: Partial<NovoAgendamento> = {}): NovoAgendamento => ({
  idProfessor: 'ana',
  idAluno: 'beto',
  inicio: em(inicio),
  fim: em(fim),
  fuso: 'America/Sao_Paulo',
  assunto: '',
  local: '',
  lembretesMs: [],
  ...fields,
});
const entre = (inicio: number, fim: number) => ({ inicio: em(inicio), fim: em(fim) });
const because = (reason: string) => ({ reason });

describe('createMarcarAgendamento', () => {
  let clock: FakeClock;
  let agenda: AgendaDisputada;
  let casos: ReturnType<typeof createMarcarAgendamento>;
  let wakes: number;

  /** Tuesdays from 8:00 to 18:00, or never. */
  const horarios = (aberto: boolean) =>
    agenda.guardarDisponibilidade({
      idProfessor: 'ana',
      fuso: 'America/Sao_Paulo',
      semanal: aberto ? [{ diaSemana: 2, faixa: { inicio: 480, fim: 1_080 } }] : [],
      excecoes: [],
      atualizadaEm: clock.now(),
    });

  beforeEach(async () => {
    clock = new FakeClock('2026-03-02T12:00:00Z');
    agenda = new AgendaDisputada(clock);
    wakes = 0;
    const onMudanca = () => {
      wakes += 1;
    };
    casos = createMarcarAgendamento({ agenda, clock, newId: sequentialIds('ag'), onMudanca });
    await horarios(true);
  });

  it('books a pending appointment with the usual reminders, and says that there is news', async () => {
    expect(await casos.criar(novo(0, 1), '')).toEqual({
      ...novo(0, 1),
      id: 'ag-1',
      lembretesMs: [24 * HORA_MS, HORA_MS],
      situacao: 'pendente',
      motivoCancelamento: '',
      sequencia: 0,
      criadoEm: clock.now(),
      atualizadoEm: clock.now(),
    });
    expect(wakes).toBe(1);
  });

  it('queues a message for each now, and reminders for when they are due', async () => {
    await casos.criar(novo(0, 1, { lembretesMs: [HORA_MS, 48 * HORA_MS] }), '');
    const told = await agenda.envios.devidos(clock.now(), 9);
    expect(told.map(({ evento }) => evento)).toEqual(['criado', 'criado']);
    for (const envio of told) await agenda.envios.concluir(envio);
    expect(await agenda.envios.proximo()).toEqual(em(-1));
    const reminders = await agenda.envios.devidos(em(-1), 9);
    expect(reminders.map(({ evento, idUsuario }) => `${evento} ${idUsuario}`)).toEqual([
      'lembrete ana',
      'lembrete beto',
    ]);
  });

  it('refuses what cannot be booked, each with its own reason', async () => {
    await expect(casos.criar(novo(10, 11), '')).rejects.toMatchObject(because('FORA_DO_HORARIO'));
    await expect(casos.criar(novo(-24, -23), '')).rejects.toMatchObject(because('HORARIO_PASSADO'));
    const nobody = casos.criar(novo(0, 1, { idProfessor: 'caio' }), '');
    await expect(nobody).rejects.toMatchObject(because('SEM_DISPONIBILIDADE'));
    await casos.criar(novo(0, 1), '');
    await expect(casos.criar(novo(0.5, 1.5), '')).rejects.toMatchObject(because('HORARIO_OCUPADO'));
    expect(wakes).toBe(1);
  });

  it('decides on the hours that hold when it books, not on earlier ones', async () => {
    agenda.antes = () => horarios(false);
    await expect(casos.criar(novo(0, 1), '')).rejects.toMatchObject(because('FORA_DO_HORARIO'));
  });

  it('decides on the time it is when it books', async () => {
    agenda.antes = async () => clock.set(em(0).toISOString());
    await expect(casos.criar(novo(0, 1), '')).rejects.toMatchObject(because('HORARIO_PASSADO'));
  });

  it('answers a repeated request though the time could not be booked any more', async () => {
    const first = await casos.criar(novo(0, 1), 'p-1');
    await horarios(false);
    clock.set(em(-0.5).toISOString());
    expect(await casos.criar(novo(0, 1), 'p-1')).toEqual(first);
  });

  it('moves to a time that is free, pending again', async () => {
    const { id } = await casos.criar(novo(0, 1), '');
    await casos.confirmar(id);
    expect(await casos.reagendar(id, entre(0.5, 1.5))).toMatchObject({
      ...entre(0.5, 1.5),
      situacao: 'pendente',
      sequencia: 2,
    });
  });

  it('moves nothing when hours or a cancellation came first', async () => {
    const { id } = await casos.criar(novo(0, 1), '');
    agenda.antes = () => horarios(false);
    await expect(casos.reagendar(id, entre(2, 3))).rejects.toMatchObject(because('FORA_DO_HORARIO'));
    agenda.antes = () => {
      agenda.antes = async () => undefined;
      return casos.cancelar(id, '');
    };
    await expect(casos.reagendar(id, entre(2, 3))).rejects.toMatchObject(because('AGENDAMENTO_CANCELADO'));
    expect((await agenda.buscar(id))?.inicio).toEqual(em(0));
  });

  it('answers a repeated move though the hours have changed since', async () => {
    const { id } = await casos.criar(novo(0, 1), '');
    const moved = await casos.reagendar(id, entre(2, 3));
    await horarios(false);
    expect(await casos.reagendar(id, entre(2, 3))).toEqual(moved);
  });

  it('confirms and cancels once each, however often it is asked', async () => {
    const { id } = await casos.criar(novo(0, 1), '');
    const confirmed = await casos.confirmar(id);
    expect(await casos.confirmar(id)).toEqual(confirmed);
    const cancelled = await casos.cancelar(id, 'viagem');
    expect(await casos.cancelar(id, 'outro')).toEqual(cancelled);
    expect(cancelled).toMatchObject({ sequencia: 2, motivoCancelamento: 'viagem' });
    await expect(casos.confirmar(id)).rejects.toMatchObject(because('AGENDAMENTO_CANCELADO'));
  });

  it('knows what is not there', async () => {
    for (const call of [casos.confirmar('x'), casos.cancelar('x', ''), casos.reagendar('x', entre(0, 1))]) {
      await expect(call).rejects.toMatchObject(because('AGENDAMENTO_NAO_ENCONTRADO'));
    }
  });
});
