import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.notificacoes.v1.NotificacoesService';
const WATCH_TIMEOUT_MS = 10_000;

/** Notifies a user who was never there before, and reads the list as that user. */
export const notificacoesScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    await checkStatus(run, SERVICE, 'notificacoes');

    const idUsuario = fresh('aluno');
    const read = (id: unknown) => call('GetNotificacao', { idNotificacao: id });
    const unread = async () => (await call('GetUnreadCount', { idUsuario })).naoLidas ?? 0;

    const sent = await step('SendNotification', async () => {
      const titulo = fresh('Aviso');
      const request = { idUsuario, titulo, mensagem: 'Olá', requestId: fresh('pedido') };
      const { id } = await call('SendNotification', request);
      expectEqual((await read(id)).titulo, titulo, 'titulo');
      expectEqual((await call('SendNotification', request)).id, id, 'the same request_id');
      await expectRefusal(call('SendNotification', { ...request, titulo: 'Outro' }), 'ALREADY_EXISTS');
      return { id, titulo };
    });
    await step('GetNotificacao', async () => {
      const { id, titulo } = need(sent, 'SendNotification');
      expectEqual((await read(id)).titulo, titulo, 'titulo');
      await expectRefusal(read(fresh('nenhuma')), 'NOT_FOUND');
    });
    await step('NotifySchedule', async () => {
      const assunto = fresh('Assunto');
      const { id } = await call('NotifySchedule', {
        idAgendamento: fresh('agendamento'),
        idUsuario,
        evento: 'EVENTO_LEMBRETE',
        inicio: '2030-05-01T15:00:00Z',
        fim: '2030-05-01T16:00:00Z',
        assunto,
        comQuem: 'Ana',
        requestId: fresh('pedido'),
      });
      const { titulo, mensagem } = await read(id);
      expectEqual(`${titulo} ${mensagem}`.includes(assunto), true, 'subject in the text');
      expectEqual(`${titulo} ${mensagem}`.includes('12:00'), true, 'time of São Paulo in the text');
    });
    await step('ListNotificacoes', async () => {
      const { id } = need(sent, 'SendNotification');
      const { notificacoes } = await call('ListNotificacoes', { idUsuario });
      const ids = (notificacoes as Json[] | undefined)?.map((one) => one.id) ?? [];
      expectEqual(ids.includes(id), true, 'notification in the list');
    });
    await step('GetUnreadCount', async () => {
      const before = Number(await unread());
      await call('SendNotification', { idUsuario, titulo: fresh('Aviso'), mensagem: 'Mais uma' });
      expectEqual(await unread(), before + 1, 'unread');
    });
    await step('MarkRead', async () => {
      const { id } = need(sent, 'SendNotification');
      await call('MarkRead', { idNotificacao: id });
      expectEqual(typeof (await read(id)).lidaEm, 'string', 'time of reading');
    });
    await step('MarkAllRead', async () => {
      await call('SendNotification', { idUsuario, titulo: fresh('Aviso'), mensagem: 'Não lida' });
      await call('MarkAllRead', { idUsuario });
      expectEqual(await unread(), 0, 'unread');
    });
    await step('WatchNotifications', async () => {
      const { id } = need(sent, 'SendNotification');
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), WATCH_TIMEOUT_MS);
      const titulo = fresh('Ao vivo');
      try {
        let live = false;
        // The backlog after the first notification comes first; seeing it means that the watch is on.
        for await (const item of run.call.stream(
          `${SERVICE}/WatchNotifications`,
          { idUsuario, aposId: id },
          stop.signal,
        )) {
          if ((item.notificacao as Json).titulo === titulo) return;
          if (!live) await call('SendNotification', { idUsuario, titulo, mensagem: 'Agora' });
          live = true;
        }
        throw new Error('the stream ended without the notification');
      } finally {
        clearTimeout(timer);
        stop.abort();
      }
    });
    const contato = await step('SetContato', async () => {
      const email = `${fresh('aluno')}@example.com`;
      await call('SetContato', { contato: { idUsuario, email } });
      expectEqual((await call('GetContato', { idUsuario })).email, email, 'email');
      return { email };
    });
    await step('GetContato', async () => {
      expectEqual(
        (await call('GetContato', { idUsuario })).email,
        need(contato, 'SetContato').email,
        'email',
      );
    });
    await step('ListDeadLetters', async () => {
      await call('ListDeadLetters', { pageSize: 5 });
      await expectRefusal(call('ListDeadLetters', { pageToken: fresh('token') }), 'INVALID_ARGUMENT');
    });
    await step('ReplayDeadLetter', () =>
      expectRefusal(call('ReplayDeadLetter', { idEntrega: fresh('nenhuma') }), 'NOT_FOUND'),
    );
  },
};
