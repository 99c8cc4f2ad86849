import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import {
  Agendamento,
  CparServiceService,
  DiaSemana,
  Disponibilidade,
  SituacaoAgendamento as Situacao,
} from '@trilha/proto-gen/cpar';
import {
  NotifyScheduleRequest_Evento as Evento,
  NotificacoesServiceService,
} from '@trilha/proto-gen/notificacoes';
import {
  type Client,
  createClient,
  createStatusHandler,
  durationOf,
  newId,
  probeOf,
  type RunningService,
  startService,
} from '@trilha/service-kit';
import {
  everyoneIs,
  FakeClock,
  silentLog,
  testClientConfig,
  testServerConfig,
} from '@trilha/service-kit/testing';
import fc from 'fast-check';
import { escreverConvite } from '../src/adapters/convite.js';
import { GrpcNotificador } from '../src/adapters/grpc-notificador.js';
import { type OpenAgenda, openAgenda } from '../src/adapters/open-agenda.js';
import { type Casos, createCasos } from '../src/app/casos.js';
import { createCparService } from '../src/rpc/cpar-service.js';
import { type FakeNotificacoes, startFakeNotificacoes } from './fake-notificacoes.js';

const HORA_MS = 3_600_000;
const never = new AbortController().signal;

let folder: string;
let clock: FakeClock;
let fake: FakeNotificacoes;
let notificacoes: Client<typeof NotificacoesServiceService>;
let open: OpenAgenda;
let casos: Casos;
let server: RunningService;
let client: Client<typeof CparServiceService>;

/** What a process has; started again over the same file, it is a restart. */
async function start(): Promise<void> {
  open = await openAgenda(join(folder, 'cpar.sqlite'), clock);
  const notificador = new GrpcNotificador(notificacoes);
  const sources = { clock, newId, random: () => 0.5, onMudanca: () => {} };
  casos = createCasos({ ...open, notificador, escreverConvite, ...sources });
  const dependencies = [probeOf(notificacoes)];
  const getStatus = createStatusHandler({ config: { service: 'cpar', version: '1' }, clock, dependencies });
  const services = [createCparService({ casos, getStatus })];
  server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services,
  });
  client = createClient(CparServiceService, `127.0.0.1:${server.port}`, {
    ...testClientConfig,
    name: 'cpar',
  });
}

async function stop(): Promise<void> {
  client.close();
  await server.close();
  await open.database.close();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpar-'));
  // A Monday, 9:00 in São Paulo.
  clock = new FakeClock('2026-03-02T12:00:00Z');
  fake = await startFakeNotificacoes();
  notificacoes = createClient(NotificacoesServiceService, fake.target, {
    ...testClientConfig,
    name: 'notificacoes',
  });
  await start();
  await client.setDisponibilidade({
    disponibilidade: Disponibilidade.fromPartial({
      idProfessor: 'ana',
      horariosSemanais: [1, 2, 3, 4, 5].map((diaSemana) => ({
        diaSemana,
        faixa: { inicio: '08:00', fim: '18:00' },
      })),
    }),
  });
});

afterEach(async () => {
  await stop();
  notificacoes.close();
  await fake.close();
  await rm(folder, { recursive: true, force: true });
});

/** Hours after Tuesday, 9:00 in São Paulo. */
const at = (hours: number): Date => new Date(Date.parse('2026-03-03T12:00:00Z') + hours * HORA_MS);
const pedido = (inicio: number, fim: number, fields: Partial<Agendamento> = {}) =>
  Agendamento.fromPartial({
    idProfessor: 'ana',
    idAluno: 'beto',
    inicio: at(inicio),
    fim: at(fim),
    ...fields,
  });
const marcar = (inicio: number, fim: number, fields: Partial<Agendamento> = {}, requestId = '') =>
  client.createAgendamento({ agendamento: pedido(inicio, fim, fields), requestId });
const code = (wanted: status) => ({ code: wanted });

describe('booking', () => {
  it('keeps an appointment, pending, with the usual reminders', async () => {
    const made = await marcar(0, 1, { assunto: 'Cálculo' });
    expect(await client.getAgendamento({ idAgendamento: made.id })).toEqual(made);
    expect(made).toMatchObject({
      situacao: Situacao.SITUACAO_AGENDAMENTO_PENDENTE,
      fuso: 'America/Sao_Paulo',
      lembretes: [durationOf(24 * HORA_MS), durationOf(HORA_MS)],
      sequencia: 0,
    });
  });

  it('lets exactly one of 50 racing clients have overlapping times', async () => {
    const quarter = fc.integer({ min: 0, max: 3 });
    // A week of its own for each run, shrinking included.
    let week = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(quarter, { minLength: 50, maxLength: 50 }), async (quarters) => {
        week += 24 * 7;
        const clients = await Promise.all(
          quarters.map((q, i) => {
            const own = createClient(CparServiceService, `127.0.0.1:${server.port}`, {
              ...testClientConfig,
              name: 'cpar',
            });
            // All of them hold the hour from week + 1, so that no two can stand together.
            const agendamento = pedido(week + q / 4, week + 1 + q / 4 + 0.25, { idAluno: `aluno-${i}` });
            return own
              .createAgendamento({ agendamento, requestId: '' })
              .then(
                () => 'won',
                (error: { code: status }) => error.code,
              )
              .finally(() => own.close());
          }),
        );
        expect(clients.filter((outcome) => outcome === 'won')).toHaveLength(1);
        expect(clients.filter((outcome) => outcome === status.ALREADY_EXISTS)).toHaveLength(49);
      }),
      { numRuns: 6 },
    );
  });

  it('refuses a time that overlaps one of the student, with any teacher', async () => {
    await client.setDisponibilidade({
      disponibilidade: Disponibilidade.fromPartial({
        idProfessor: 'caio',
        horariosSemanais: [
          { diaSemana: DiaSemana.DIA_SEMANA_TERCA, faixa: { inicio: '08:00', fim: '18:00' } },
        ],
      }),
    });
    await marcar(0, 1);
    await expect(marcar(0.5, 1.5, { idProfessor: 'caio' })).rejects.toMatchObject(
      code(status.ALREADY_EXISTS),
    );
    expect((await marcar(1, 2, { idProfessor: 'caio' })).idProfessor).toBe('caio');
  });

  it('takes times that only touch', async () => {
    await marcar(0, 1);
    await marcar(1, 2, { idAluno: 'caio' });
    expect((await client.listAgendamentos(lista({ idProfessor: 'ana' }))).agendamentos).toHaveLength(2);
  });

  it('refuses what cannot be booked, each with its own reason', async () => {
    await expect(marcar(10, 11)).rejects.toMatchObject({
      ...code(status.FAILED_PRECONDITION),
      message: 'ana não atende nesse horário',
    });
    await expect(marcar(-24.5, -23.5)).rejects.toThrow('O horário já passou');
    await expect(marcar(0, 1, { idProfessor: 'ninguem' })).rejects.toThrow('ainda não informou');
  });

  it('makes one appointment per request_id', async () => {
    const first = await marcar(0, 1, {}, 'p-1');
    expect(await marcar(0, 1, {}, 'p-1')).toEqual(first);
    await expect(marcar(2, 3, {}, 'p-1')).rejects.toMatchObject(code(status.ALREADY_EXISTS));
  });

  it('names every wrong field at once', async () => {
    const wrong = marcar(0, 0.1, { idAluno: 'a b', fuso: 'Lua/Mar', lembretes: [durationOf(1)] });
    await expect(wrong).rejects.toMatchObject(code(status.INVALID_ARGUMENT));
    await expect(wrong).rejects.toThrow(
      /agendamento\.id_aluno.*agendamento\.fuso.*agendamento\.lembretes\[0\]/,
    );
    await expect(marcar(0, 0.1)).rejects.toThrow('agendamento.fim: deve vir de 15 minutos a 8 horas');
    const faixas = [{ diaSemana: 1, faixa: { inicio: '18:00', fim: '08:00' } }];
    const hours = Disponibilidade.fromPartial({ idProfessor: 'ana', horariosSemanais: faixas });
    await expect(client.setDisponibilidade({ disponibilidade: hours })).rejects.toThrow(
      'disponibilidade.horarios_semanais[0].faixa.fim',
    );
  });
});

const lista = (fields: Partial<Parameters<typeof client.listAgendamentos>[0]>) => ({
  idProfessor: '',
  idAluno: '',
  situacao: Situacao.SITUACAO_AGENDAMENTO_UNSPECIFIED,
  de: undefined,
  ate: undefined,
  pageSize: 0,
  pageToken: '',
  ...fields,
});

describe('what becomes of an appointment', () => {
  it('is confirmed once, and frees its time when cancelled', async () => {
    const { id } = await marcar(0, 1);
    await client.confirmAgendamento({ idAgendamento: id });
    expect((await client.confirmAgendamento({ idAgendamento: id })).sequencia).toBe(1);
    const cancelled = await client.cancelAgendamento({ idAgendamento: id, motivo: 'viagem' });
    expect(cancelled).toMatchObject({
      situacao: Situacao.SITUACAO_AGENDAMENTO_CANCELADO,
      motivoCancelamento: 'viagem',
    });
    expect(await client.cancelAgendamento({ idAgendamento: id, motivo: 'outro' })).toEqual(cancelled);
    await expect(client.confirmAgendamento({ idAgendamento: id })).rejects.toMatchObject(
      code(status.FAILED_PRECONDITION),
    );
    expect((await marcar(0, 1, { idAluno: 'caio' })).sequencia).toBe(0);
  });

  it('moves, pending again, and keeps its time when the new one is taken', async () => {
    const { id } = await marcar(0, 1);
    await client.confirmAgendamento({ idAgendamento: id });
    await marcar(2, 3, { idAluno: 'caio' });
    const taken = client.rescheduleAgendamento({ idAgendamento: id, inicio: at(2.5), fim: at(3.5) });
    await expect(taken).rejects.toMatchObject(code(status.ALREADY_EXISTS));
    expect((await client.getAgendamento({ idAgendamento: id })).inicio).toEqual(at(0));
    const moved = await client.rescheduleAgendamento({ idAgendamento: id, inicio: at(0.5), fim: at(1.5) });
    expect(moved).toMatchObject({
      situacao: Situacao.SITUACAO_AGENDAMENTO_PENDENTE,
      inicio: at(0.5),
      sequencia: 2,
    });
  });

  it('is not offered to others, and lists page by page', async () => {
    await marcar(0, 1);
    await marcar(3, 4);
    const { horarios } = await client.listHorariosLivres({
      idProfessor: 'ana',
      de: at(-1),
      ate: at(3),
      duracao: undefined,
    });
    expect(horarios.map(({ inicio }) => inicio)).toEqual([at(-1), at(1), at(2)]);
    const first = await client.listAgendamentos(lista({ idAluno: 'beto', pageSize: 1 }));
    const second = await client.listAgendamentos(
      lista({ idAluno: 'beto', pageSize: 1, pageToken: first.nextPageToken }),
    );
    expect([first.agendamentos[0]?.inicio, second.agendamentos[0]?.inicio]).toEqual([at(0), at(3)]);
    expect(second.nextPageToken).toBe('');
  });

  it('invites by iCalendar, and takes the invitation back', async () => {
    const { id } = await marcar(0, 1, { assunto: 'Cálculo' });
    const { contentType, data } = await client.getConvite({ idAgendamento: id });
    const name = `name="agendamento-${id}.ics"`;
    expect(contentType).toBe(`text/calendar; charset=utf-8; method=REQUEST; ${name}`);
    expect(data.toString()).toContain('SUMMARY:Cálculo');
    await client.cancelAgendamento({ idAgendamento: id, motivo: '' });
    const cancelled = await client.getConvite({ idAgendamento: id });
    expect(cancelled.contentType).toBe(`text/calendar; charset=utf-8; method=CANCEL; ${name}`);
  });
});

describe('telling people', () => {
  const told = () =>
    fake
      .told()
      .map(({ evento, idUsuario }) => `${Evento[evento].slice(7)} ${idUsuario}`)
      .sort();

  it('tells both of every change, once', async () => {
    const { id } = await marcar(0, 1);
    await casos.enviarDevidos(never);
    await client.notifySchedule({ idAgendamento: id });
    await client.confirmAgendamento({ idAgendamento: id });
    await casos.enviarDevidos(never);
    expect(told()).toEqual(['CONFIRMADO ana', 'CONFIRMADO beto', 'CRIADO ana', 'CRIADO beto']);
    const toBeto = fake.told().find(({ idUsuario }) => idUsuario === 'beto');
    expect(toBeto).toMatchObject({ comQuem: 'ana', idAgendamento: id });
    expect(toBeto?.conviteIcs).toContain('METHOD:REQUEST');
  });

  it('says which notifications tell of it, the same however often it is asked', async () => {
    const { id } = await marcar(0, 1);
    const { idsNotificacoes } = await client.notifySchedule({ idAgendamento: id });
    expect(idsNotificacoes).toHaveLength(2);
    expect((await client.notifySchedule({ idAgendamento: id })).idsNotificacoes).toEqual(idsNotificacoes);
  });

  it('books while nobody can be told, and tells later', async () => {
    fake.state.down = true;
    const { id } = await marcar(0, 1);
    await casos.enviarDevidos(never);
    await expect(client.notifySchedule({ idAgendamento: id })).rejects.toMatchObject(
      code(status.UNAVAILABLE),
    );
    fake.state.down = false;
    expect(await casos.enviarDevidos(never)).toBe(0);
    clock.advance(2_000);
    await casos.enviarDevidos(never);
    expect(told()).toEqual(['CRIADO ana', 'CRIADO beto']);
  });

  it('reminds when it is time, after a restart too, each once', async () => {
    await marcar(3, 4, { lembretes: [durationOf(2 * HORA_MS)] });
    await casos.enviarDevidos(never);
    await stop();
    clock.set('2026-03-03T12:59:59Z');
    await start();
    expect(await casos.enviarDevidos(never)).toBe(0);
    clock.set('2026-03-03T13:00:00Z');
    await casos.enviarDevidos(never);
    await casos.enviarDevidos(never);
    expect(told().slice(2)).toEqual(['LEMBRETE ana', 'LEMBRETE beto']);
  });

  it('still reminds late when it was stopped at the time, but not of what has begun', async () => {
    await marcar(0, 1, { lembretes: [durationOf(HORA_MS)] });
    await marcar(4, 5, { lembretes: [durationOf(HORA_MS)] });
    await casos.enviarDevidos(never);
    await stop();
    clock.set('2026-03-03T15:30:00Z');
    await start();
    await casos.enviarDevidos(never);
    const reminders = fake.told().filter(({ evento }) => evento === Evento.EVENTO_LEMBRETE);
    expect(reminders.map(({ inicio }) => inicio)).toEqual([at(4), at(4)]);
  });
});
