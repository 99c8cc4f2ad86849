import { FakeClock } from '@trilha/service-kit/testing';
import { agendamentoDe } from '../../test/agendamento-de.js';
import type { Agenda, Envios } from '../app/ports.js';
import type { Agendamento } from '../domain/agendamento.js';
import { mudancaDe } from '../domain/envio.js';

const HORA_MS = 3_600_000;
const hourOf = (hour: number): Date => agendamentoDe('', hour, hour).inicio;

/** What every home of messages must do; they come into it with the changes of an agenda. */
export function enviosContract(
  name: string,
  open: (clock: FakeClock) => Promise<{ readonly agenda: Agenda; readonly envios: Envios }>,
): void {
  describe(`${name} as Envios`, () => {
    let clock: FakeClock;
    let agenda: Agenda;
    let envios: Envios;

    beforeEach(async () => {
      clock = new FakeClock('2026-03-02T12:00:00Z');
      ({ agenda, envios } = await open(clock));
    });

    const criar = (agendamento: Agendamento) =>
      agenda.criar({ idProfessor: agendamento.idProfessor, requestId: '', conteudo: '' }, () =>
        mudancaDe(agendamento, clock.now()),
      );
    /** A change a second later. */
    const mudar = (id: string, fields: Partial<Agendamento>) => {
      clock.advance(1_000);
      return agenda.mudar(id, ({ agendamento, lembretes }) => {
        const sequencia = agendamento.sequencia + 1;
        const novo = { ...agendamento, ...fields, sequencia, atualizadoEm: clock.now() };
        return mudancaDe(novo, clock.now(), lembretes);
      });
    };
    const devidos = () => envios.devidos(clock.now(), 100);
    const lines = async () => (await devidos()).map(({ evento, idUsuario }) => `${evento} ${idUsuario}`);
    const tell = async () => {
      for (const envio of await devidos()) await envios.concluir(envio);
    };

    it('gives back what was queued, field by field', async () => {
      const one = await criar(agendamentoDe('a-1', 14, 15, { assunto: 'Cálculo' }));
      expect((await devidos()).find(({ idUsuario }) => idUsuario === 'beto')).toEqual({
        chave: 'cpar-a-1-0-beto',
        evento: 'criado',
        idUsuario: 'beto',
        comQuem: 'ana',
        agendamento: one,
        devidoEm: one.atualizadoEm,
        tentarEm: one.atualizadoEm,
        tentativas: 0,
      });
    });

    it('gives as many as wanted, those that wait longest first', async () => {
      await criar(agendamentoDe('a-1', 14, 15));
      const { atualizadoEm } = await mudar('a-1', { situacao: 'confirmado' });
      await criar(agendamentoDe('a-2', 15, 16, { atualizadoEm }));
      const ids = async (limite: number) =>
        (await envios.devidos(clock.now(), limite)).map(({ agendamento }) => agendamento.id);
      expect(await ids(100)).toEqual(['a-1', 'a-1', 'a-2', 'a-2']);
      expect(await ids(3)).toEqual(['a-1', 'a-1', 'a-2']);
    });

    it('gives a person one message of an appointment at a time, in the order of the changes', async () => {
      await criar(agendamentoDe('a-1', 14, 15));
      await mudar('a-1', { situacao: 'confirmado' });
      expect(await lines()).toEqual(['criado ana', 'criado beto']);
      await tell();
      expect(await lines()).toEqual(['confirmado ana', 'confirmado beto']);
      await tell();
      expect(await lines()).toEqual([]);
    });

    it('keeps the order of changes of one moment', async () => {
      await criar(agendamentoDe('a-1', 14, 15));
      await agenda.mudar('a-1', ({ agendamento }) =>
        mudancaDe({ ...agendamento, situacao: 'cancelado', sequencia: 1 }, clock.now()),
      );
      expect(await lines()).toEqual(['criado ana', 'criado beto']);
    });

    it('holds back what comes after a message that waits for another attempt, for that person only', async () => {
      await criar(agendamentoDe('a-1', 14, 15));
      await mudar('a-1', { situacao: 'confirmado' });
      const later = new Date(clock.now().getTime() + 60_000);
      await envios.adiar('cpar-a-1-0-ana', later, 'fora do ar');
      const beto = (await devidos()).find(({ idUsuario }) => idUsuario === 'beto');
      if (beto !== undefined) await envios.concluir(beto);
      expect(await lines()).toEqual(['confirmado beto']);
      await tell();
      expect(await envios.proximo()).toEqual(later);
      clock.advance(60_000);
      expect(await devidos()).toMatchObject([{ evento: 'criado', idUsuario: 'ana', tentativas: 1 }]);
    });

    it('goes on with the next one after giving up', async () => {
      await criar(agendamentoDe('a-1', 14, 15));
      await mudar('a-1', { situacao: 'confirmado' });
      await envios.desistir('cpar-a-1-0-ana', clock.now(), 'recusado');
      expect(await lines()).toEqual(['criado beto', 'confirmado ana']);
    });

    it('says when the next one is to be tried, and undefined when none waits', async () => {
      expect(await envios.proximo()).toBeUndefined();
      await criar(agendamentoDe('a-1', 14, 15, { lembretesMs: [HORA_MS] }));
      expect(await envios.proximo()).toEqual(clock.now());
      await tell();
      expect(await envios.proximo()).toEqual(hourOf(13));
      clock.set(hourOf(13).toISOString());
      for (const { chave } of await devidos()) await envios.desistir(chave, clock.now(), 'recusado');
      expect(await envios.proximo()).toBeUndefined();
    });

    it('drops earlier changes as old news when a newer state was told, but no reminder', async () => {
      await criar(agendamentoDe('a-1', 14, 15, { lembretesMs: [HORA_MS] }));
      const one = await mudar('a-1', { situacao: 'confirmado' });
      for (const envio of mudancaDe(one, clock.now()).avisos) await envios.concluir(envio);
      expect(await lines()).toEqual([]);
      expect(await envios.proximo()).toEqual(hourOf(13));
    });

    it('leaves changes alone when a reminder was told', async () => {
      await criar(agendamentoDe('a-1', 14, 15, { lembretesMs: [HORA_MS] }));
      await mudar('a-1', { situacao: 'confirmado' });
      clock.set(hourOf(13).toISOString());
      const { lembretes } = mudancaDe(agendamentoDe('a-1', 14, 15, { lembretesMs: [HORA_MS] }), hourOf(12));
      for (const lembrete of lembretes)
        await envios.concluir({ ...lembrete, agendamento: { ...lembrete.agendamento, sequencia: 9 } });
      expect(await lines()).toEqual(['criado ana', 'criado beto']);
    });

    it('has reminders of the new time after a move, and none after a cancellation', async () => {
      await criar(agendamentoDe('a-1', 14, 15, { lembretesMs: [HORA_MS] }));
      const { inicio, fim } = agendamentoDe('', 18, 19);
      await mudar('a-1', { inicio, fim });
      await tell();
      await tell();
      expect(await envios.proximo()).toEqual(hourOf(17));
      await mudar('a-1', { situacao: 'cancelado' });
      await tell();
      expect(await envios.proximo()).toBeUndefined();
    });

    it('keeps a reminder that is late and not told through a change that keeps the start', async () => {
      await criar(agendamentoDe('a-1', 14, 15, { lembretesMs: [HORA_MS] }));
      await tell();
      clock.set(hourOf(13).toISOString());
      await envios.adiar('cpar-a-1-lembrete-1772460000000-3600000-ana', hourOf(13.5), 'fora do ar');
      await mudar('a-1', { situacao: 'confirmado' });
      clock.set(hourOf(13.5).toISOString());
      const reminder = (await devidos()).find(({ idUsuario }) => idUsuario === 'ana');
      expect(reminder).toMatchObject({ evento: 'lembrete', tentativas: 1, agendamento: { sequencia: 1 } });
    });
  });
}
