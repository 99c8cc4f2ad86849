import { status } from '@grpc/grpc-js';
import {
  Canal,
  NotifyScheduleRequest_Evento as Evento,
  NotificacoesServiceService,
  NotifyScheduleRequest,
  SendNotificationRequest,
  SituacaoEntrega,
} from '@trilha/proto-gen/notificacoes';
import {
  type Client,
  createClient,
  createStatusHandler,
  newId,
  type RunningService,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '@trilha/service-kit/testing';
import { type Database, openDatabase } from '@trilha/storage';
import { migrations, type NotificacoesTables } from '../src/adapters/migrations.js';
import { SinalLocal } from '../src/adapters/sinal-local.js';
import { SqlEntregas } from '../src/adapters/sql-entregas.js';
import { SqlNotificacoes } from '../src/adapters/sql-notificacoes.js';
import { createCasos } from '../src/app/casos.js';
import { createNotificacoesService } from '../src/rpc/notificacoes-service.js';

let database: Database<NotificacoesTables>;
let server: RunningService;
let client: Client<typeof NotificacoesServiceService>;

beforeEach(async () => {
  database = await openDatabase<NotificacoesTables>({ file: ':memory:', migrations });
  const [notificacoes, entregas] = [new SqlNotificacoes(database.db), new SqlEntregas(database.db)];
  const options = { clock: systemClock, newId, canais: [], novidades: new SinalLocal() };
  const casos = createCasos({ notificacoes, entregas, ...options });
  const getStatus = createStatusHandler({
    config: { service: 'notificacoes', version: '1' },
    clock: systemClock,
  });
  const services = [createNotificacoesService({ casos, getStatus })];
  server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services,
  });
  const target = `127.0.0.1:${server.port}`;
  client = createClient(NotificacoesServiceService, target, { ...testClientConfig, name: 'notificacoes' });
});

afterEach(async () => {
  client.close();
  await server.close();
  await database.close();
});

const send = (fields: Partial<SendNotificationRequest> = {}) =>
  client.sendNotification(
    SendNotificationRequest.fromPartial({ idUsuario: 'aluno-1', titulo: 'Oi', mensagem: 'Olá', ...fields }),
  );

const lista = { idUsuario: 'aluno-1', somenteNaoLidas: false, pageSize: 0, pageToken: '' };

describe('NotificacoesService', () => {
  it('keeps a notification, delivered in the product by being kept', async () => {
    const sent = await send({ dados: { curso: 'botanica' } });
    expect(await client.getNotificacao({ idNotificacao: sent.id })).toEqual(sent);
    expect(sent).toMatchObject({ tipo: 'geral', dados: { curso: 'botanica' }, lidaEm: undefined });
    expect(sent.entregas).toMatchObject([
      { canal: Canal.CANAL_APP, situacao: SituacaoEntrega.SITUACAO_ENTREGA_ENTREGUE },
    ]);
  });

  it('keeps one per request_id, however many ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => send({ requestId: 'p-1' })));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect((await client.listNotificacoes(lista)).notificacoes).toHaveLength(1);
    await expect(send({ requestId: 'p-1', titulo: 'Outro' })).rejects.toMatchObject({
      code: status.ALREADY_EXISTS,
    });
  });

  it('names every wrong field at once', async () => {
    const call = send({ idUsuario: 'a b', titulo: ' ', canais: [Canal.CANAL_UNSPECIFIED] });
    await expect(call).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(call).rejects.toThrow(/id_usuario.*titulo.*canais\[0\]/);
  });

  it('tells of an appointment in words, on the clock of São Paulo', async () => {
    const aviso = NotifyScheduleRequest.fromPartial({
      idAgendamento: 'ag-1',
      idUsuario: 'aluno-1',
      evento: Evento.EVENTO_CONFIRMADO,
      inicio: new Date('2026-05-04T15:00:00Z'),
      fim: new Date('2026-05-04T16:00:00Z'),
      assunto: 'Cálculo',
    });
    const { titulo, mensagem, tipo, dados } = await client.notifySchedule(aviso);
    expect(titulo).toBe('Agendamento confirmado: Cálculo');
    expect(mensagem).toContain('das 12:00 às 13:00');
    expect([tipo, dados.id_agendamento]).toEqual(['agendamento', 'ag-1']);
    const wrong = { ...aviso, fuso: 'Lua/Mar', evento: Evento.EVENTO_UNSPECIFIED, fim: undefined };
    await expect(client.notifySchedule(wrong)).rejects.toThrow(/evento.*fim.*fuso/);
  });

  it('counts and marks as read', async () => {
    const { id } = await send();
    await send();
    await client.markRead({ idNotificacao: id });
    expect(await client.getUnreadCount({ idUsuario: 'aluno-1' })).toEqual({ naoLidas: 1 });
    expect(await client.markAllRead({ idUsuario: 'aluno-1' })).toEqual({ marcadas: 1 });
    expect((await client.listNotificacoes({ ...lista, somenteNaoLidas: true })).notificacoes).toEqual([]);
  });

  it('pages through the list, the newest first', async () => {
    for (const titulo of ['1', '2', '3']) await send({ titulo });
    const first = await client.listNotificacoes({ ...lista, pageSize: 2 });
    const second = await client.listNotificacoes({ ...lista, pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.notificacoes, ...second.notificacoes].map(({ titulo }) => titulo)).toEqual([
      '3',
      '2',
      '1',
    ]);
    expect(second.nextPageToken).toBe('');
  });

  it('shows a watcher what it missed and then what comes, each once, and nobody else’s', async () => {
    const { id } = await send({ titulo: 'antes' });
    for (let i = 0; i < 150; i++) await send({ titulo: `perdida-${i}` });
    const seen: string[] = [];
    for await (const { notificacao } of client.watchNotifications({ idUsuario: 'aluno-1', aposId: id })) {
      seen.push(notificacao?.titulo ?? '');
      if (seen.length === 150) {
        await send({ idUsuario: 'aluno-2', titulo: 'de outro' });
        await Promise.all(Array.from({ length: 50 }, (_, i) => send({ titulo: `nova-${i}` })));
      }
      if (seen.length === 200) break;
    }
    expect(seen.slice(0, 150)).toEqual(Array.from({ length: 150 }, (_, i) => `perdida-${i}`));
    expect(seen.slice(150).sort()).toEqual(Array.from({ length: 50 }, (_, i) => `nova-${i}`).sort());
  });

  it('keeps an address that is one', async () => {
    await client.setContato({ contato: { idUsuario: 'aluno-1', email: 'a@example.com' } });
    expect(await client.getContato({ idUsuario: 'aluno-1' })).toEqual({
      idUsuario: 'aluno-1',
      email: 'a@example.com',
    });
    const wrong = client.setContato({ contato: { idUsuario: 'aluno-1', email: 'a' } });
    await expect(wrong).rejects.toThrow('contato.email');
  });

  it('knows no letter and no notification that it does not keep', async () => {
    await expect(client.replayDeadLetter({ idEntrega: 'x' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    await expect(client.getNotificacao({ idNotificacao: 'x' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });
});
