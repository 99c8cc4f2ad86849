import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.cpar.v1.CparService';
const DAYS = ['SEGUNDA', 'TERCA', 'QUARTA', 'QUINTA', 'SEXTA', 'SABADO', 'DOMINGO'];
const DAY_MS = 24 * 60 * 60 * 1000;

/** A teacher opens hours, a student books, moves, confirms and cancels. */
export const cparScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    await checkStatus(run, SERVICE, 'cpar');

    const idProfessor = fresh('professor');
    const idAluno = fresh('aluno');
    // 12:00 in UTC is 9:00 in São Paulo.
    const noon = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 7 * DAY_MS + DAY_MS / 2;
    const at = (hours: number): string =>
      new Date(noon + hours * 60 * 60 * 1000).toISOString().replace('.000', '');
    const book = (hours: number, fields: Json = {}) =>
      call('CreateAgendamento', {
        agendamento: {
          idProfessor,
          idAluno,
          inicio: at(hours),
          fim: at(hours + 1),
          assunto: 'Dúvidas',
          ...fields,
        },
      });
    const situacao = async (id: unknown) => (await call('GetAgendamento', { idAgendamento: id })).situacao;

    const open = await step('SetDisponibilidade', async () => {
      const motivo = fresh('Feriado');
      await call('SetDisponibilidade', {
        disponibilidade: {
          idProfessor,
          fuso: 'America/Sao_Paulo',
          horariosSemanais: DAYS.map((day) => ({
            diaSemana: `DIA_SEMANA_${day}`,
            faixa: { inicio: '08:00', fim: '18:00' },
          })),
          excecoes: [{ data: '2099-12-25', motivo }],
        },
      });
      const { excecoes } = await call('GetDisponibilidade', { idProfessor });
      expectEqual((excecoes as Json[])[0]?.motivo, motivo, 'motivo');
      return { motivo };
    });
    await step('GetDisponibilidade', async () => {
      const { motivo } = need(open, 'SetDisponibilidade');
      const { excecoes, fuso } = await call('GetDisponibilidade', { idProfessor });
      expectEqual([(excecoes as Json[])[0]?.motivo, fuso], [motivo, 'America/Sao_Paulo'], 'motivo and fuso');
      await expectRefusal(call('GetDisponibilidade', { idProfessor: fresh('ninguem') }), 'NOT_FOUND');
    });
    const made = await step('CreateAgendamento', async () => {
      need(open, 'SetDisponibilidade');
      const assunto = fresh('Assunto');
      const { id } = await book(0, { assunto });
      expectEqual((await call('GetAgendamento', { idAgendamento: id })).assunto, assunto, 'assunto');
      await expectRefusal(book(0.5, { idAluno: fresh('aluno') }), 'ALREADY_EXISTS');
      return { id, assunto };
    });
    await step('ListHorariosLivres', async () => {
      need(made, 'CreateAgendamento');
      const { horarios } = await call('ListHorariosLivres', { idProfessor, de: at(-1), ate: at(3) });
      const starts = (horarios as Json[]).map(({ inicio }) => inicio);
      expectEqual([starts.includes(at(0)), starts.includes(at(1))], [false, true], 'booked and free times');
    });
    await step('GetAgendamento', async () => {
      const { id, assunto } = need(made, 'CreateAgendamento');
      expectEqual((await call('GetAgendamento', { idAgendamento: id })).assunto, assunto, 'assunto');
    });
    await step('ListAgendamentos', async () => {
      const { id } = need(made, 'CreateAgendamento');
      const { agendamentos } = await call('ListAgendamentos', { idAluno });
      expectEqual(
        (agendamentos as Json[] | undefined)?.map((one) => one.id),
        [id],
        'appointments of the student',
      );
    });
    await step('GetConvite', async () => {
      const { id, assunto } = need(made, 'CreateAgendamento');
      const { contentType, bytes } = await run.call.download(`${SERVICE}/GetConvite`, { idAgendamento: id });
      expectEqual(contentType.startsWith('text/calendar'), true, 'text/calendar');
      expectEqual(
        bytes.toString().replaceAll('\r\n ', '').includes(assunto),
        true,
        'subject in the invitation',
      );
    });
    await step('NotifySchedule', async () => {
      const { id } = need(made, 'CreateAgendamento');
      const { idsNotificacoes } = await call('NotifySchedule', { idAgendamento: id });
      const users = await Promise.all(
        (idsNotificacoes as string[]).map(
          async (idNotificacao) =>
            (
              await run.call.unary('trilha.notificacoes.v1.NotificacoesService/GetNotificacao', {
                idNotificacao,
              })
            ).idUsuario,
        ),
      );
      expectEqual(users.sort(), [idAluno, idProfessor].sort(), 'users notified');
    });
    await step('RescheduleAgendamento', async () => {
      const { id } = need(made, 'CreateAgendamento');
      await call('RescheduleAgendamento', { idAgendamento: id, inicio: at(4), fim: at(5) });
      expectEqual((await call('GetAgendamento', { idAgendamento: id })).inicio, at(4), 'inicio');
    });
    await step('ConfirmAgendamento', async () => {
      const { id } = need(made, 'CreateAgendamento');
      await call('ConfirmAgendamento', { idAgendamento: id });
      expectEqual(await situacao(id), 'SITUACAO_AGENDAMENTO_CONFIRMADO', 'situacao');
    });
    await step('CancelAgendamento', async () => {
      const { id } = need(made, 'CreateAgendamento');
      const motivo = fresh('Motivo');
      await call('CancelAgendamento', { idAgendamento: id, motivo });
      const read = await call('GetAgendamento', { idAgendamento: id });
      expectEqual(
        [read.situacao, read.motivoCancelamento],
        ['SITUACAO_AGENDAMENTO_CANCELADO', motivo],
        'situacao and motivo',
      );
    });
  },
};
