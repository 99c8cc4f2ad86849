import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotifyScheduleRequest_Evento as Evento } from '@trilha/proto-gen/notificacoes';
import { durationOf } from '@trilha/service-kit';
import { abrirSempre, type CparProcess, marcar, startCpar } from './cpar-process.js';
import { type FakeNotificacoes, startFakeNotificacoes } from './fake-notificacoes.js';

const MINUTE_MS = 60_000;
const HORA_MS = 60 * MINUTE_MS;
/** Until the reminder is due: the shortest there is comes a minute before the start. */
const UNTIL_DUE_MS = 5_000;

describe('reminders and kill -9', () => {
  let dataDir: string;
  let fake: FakeNotificacoes;
  let cpar: CparProcess;

  const start = async () => {
    cpar = await startCpar(dataDir, fake.target);
  };
  const kill = async () => {
    await cpar.service.kill();
    cpar.client.close();
  };
  const book = () =>
    marcar(cpar, Date.now() + MINUTE_MS + UNTIL_DUE_MS, { lembretes: [durationOf(MINUTE_MS)] });
  const reminders = () =>
    fake.calls.filter(({ evento }) => evento === Evento.EVENTO_LEMBRETE).map(({ requestId }) => requestId);
  /** What is told after it tells that everything due before was told. */
  const stopAfterAnother = async () => {
    const already = fake.calls.filter(({ evento }) => evento === Evento.EVENTO_CRIADO).length;
    await marcar(cpar, Date.now() + 48 * HORA_MS);
    await fake.heard(Evento.EVENTO_CRIADO, already + 2);
    cpar.client.close();
    expect(await cpar.service.stop()).toBe(0);
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cpar-'));
    fake = await startFakeNotificacoes();
    await start();
    await abrirSempre(cpar);
  });

  afterEach(async () => {
    await cpar.service.kill();
    await fake.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('are sent once per key when it is killed between the booking and the time', async () => {
    const { id } = await book();
    await fake.heard(Evento.EVENTO_CRIADO, 2);
    await kill();
    expect(reminders()).toEqual([]);
    await start();
    await fake.heard(Evento.EVENTO_LEMBRETE, 2);
    await stopAfterAnother();
    expect(new Set(reminders()).size).toBe(2);
    expect(reminders()).toHaveLength(2);
    expect(fake.told().filter(({ idAgendamento }) => idAgendamento === id)).toHaveLength(4);
  });

  it('are sent again under the same key when it is killed before it hears the answer', async () => {
    await book();
    await fake.heard(Evento.EVENTO_CRIADO, 2);
    let answer = (): void => {};
    fake.state.hold = new Promise((resolve) => {
      answer = resolve;
    });
    await fake.heard(Evento.EVENTO_LEMBRETE, 2);
    await kill();
    answer();
    await start();
    await fake.heard(Evento.EVENTO_LEMBRETE, 4);
    await stopAfterAnother();
    expect(reminders()).toHaveLength(4);
    expect(new Set(reminders()).size).toBe(2);
    expect(fake.told().filter(({ evento }) => evento === Evento.EVENTO_LEMBRETE)).toHaveLength(2);
  });
});
