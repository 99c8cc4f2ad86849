import { FakeClock } from '@trilha/service-kit/testing';
import { agendamentoDe } from '../../test/agendamento-de.js';
import type { Agenda, Envios } from '../app/ports.js';
import type { Agendamento } from '../domain/agendamento.js';
import type { Disponibilidade } from '../domain/disponibilidade.js';
import { type Mudanca, mudancaDe } from '../domain/envio.js';

const horarios = (idProfessor: string): Disponibilidade => ({
  idProfessor,
  fuso: 'America/Sao_Paulo',
  semanal: [{ diaSemana: 1, faixa: { inicio: 480, fim: 720 } }],
  excecoes: [{ data: '2026-03-02', faixas: [], motivo: 'feriado' }],
  atualizadaEm: new Date('2026-03-01T12:00:00Z'),
});

/** What every home of hours and appointments must do. */
export function agendaContract(
  name: string,
  open: (clock: FakeClock) => Promise<{ readonly agenda: Agenda; readonly envios: Envios }>,
): void {
  describe(`${name} as Agenda`, () => {
    let clock: FakeClock;
    let agenda: Agenda;
    let envios: Envios;

    beforeEach(async () => {
      clock = new FakeClock('2026-03-02T12:00:00Z');
      ({ agenda, envios } = await open(clock));
    });

    const mudancaPara = (agendamento: Agendamento): Mudanca => mudancaDe(agendamento, clock.now());
    const criar = (agendamento: Agendamento, requestId = '', conteudo: unknown = agendamento) =>
      agenda.criar({ idProfessor: agendamento.idProfessor, requestId, conteudo }, () =>
        mudancaPara(agendamento),
      );
    const mudar = (id: string, fields: Partial<Agendamento>) =>
      agenda.mudar(id, ({ agendamento }) => mudancaPara({ ...agendamento, ...fields }));
    const ocupado = { reason: 'HORARIO_OCUPADO' };

    it('keeps the hours of a teacher, the last ones given', async () => {
      expect(await agenda.buscarDisponibilidade('ana')).toBeUndefined();
      await agenda.guardarDisponibilidade(horarios('ana'));
      await agenda.guardarDisponibilidade({ ...horarios('ana'), excecoes: [] });
      expect(await agenda.buscarDisponibilidade('ana')).toEqual({ ...horarios('ana'), excecoes: [] });
    });

    it('gives back what it books, field by field', async () => {
      const one = agendamentoDe('a-1', 13, 14, {
        assunto: 'Cálculo',
        local: 'Sala 2',
        lembretesMs: [60_000],
      });
      expect(await criar(one)).toEqual(one);
      expect(await agenda.buscar('a-1')).toEqual(one);
      expect(await agenda.buscar('a-2')).toBeUndefined();
    });

    it('shows the hours to what decides, and stores nothing when it refuses', async () => {
      await agenda.guardarDisponibilidade(horarios('ana'));
      const seen: unknown[] = [];
      const pedido = { idProfessor: 'ana', requestId: 'p-1', conteudo: 1 };
      const refused = agenda.criar(pedido, (disponibilidade) => {
        seen.push(disponibilidade);
        throw new Error('não');
      });
      await expect(refused).rejects.toThrow('não');
      expect(seen).toEqual([horarios('ana')]);
      expect((await criar(agendamentoDe('a-1', 13, 14), 'p-1', 1)).id).toBe('a-1');
    });

    it('refuses what overlaps one of either person, in either role', async () => {
      await criar(agendamentoDe('a-1', 13, 15));
      await expect(criar(agendamentoDe('a-2', 14, 16, { idAluno: 'caio' }))).rejects.toMatchObject(ocupado);
      await expect(criar(agendamentoDe('a-3', 12, 14, { idProfessor: 'dora' }))).rejects.toMatchObject(
        ocupado,
      );
      await expect(
        criar(agendamentoDe('a-4', 12, 16, { idProfessor: 'beto', idAluno: 'caio' })),
      ).rejects.toMatchObject(ocupado);
      expect((await criar(agendamentoDe('a-5', 15, 16))).id).toBe('a-5');
      expect(await agenda.buscar('a-2')).toBeUndefined();
    });

    it('lets one of many that race for a time have it', async () => {
      const racing = Array.from({ length: 20 }, (_, i) =>
        criar(agendamentoDe(`a-${i}`, 13, 14, { idAluno: `aluno-${i}` })).then(
          () => 'won',
          (error: { reason: string }) => error.reason,
        ),
      );
      const ends = await Promise.all(racing);
      expect(ends.filter((end) => end === 'won')).toHaveLength(1);
      expect(ends.filter((end) => end === 'HORARIO_OCUPADO')).toHaveLength(19);
    });

    it('books once per key within a day, without deciding again', async () => {
      const first = await criar(agendamentoDe('a-1', 13, 14), 'p-1', 'mesmo');
      expect(await criar(agendamentoDe('a-2', 15, 16), 'p-1', 'mesmo')).toEqual(first);
      const other = criar(agendamentoDe('a-3', 15, 16), 'p-1', 'outro');
      await expect(other).rejects.toMatchObject({ reason: 'PEDIDO_DIFERENTE' });
      clock.advance(24 * 60 * 60 * 1000);
      expect((await criar(agendamentoDe('a-4', 15, 16), 'p-1', 'outro')).id).toBe('a-4');
    });

    it('changes what is stored, deciding on it and on the hours', async () => {
      await agenda.guardarDisponibilidade(horarios('ana'));
      const one = await criar(agendamentoDe('a-1', 13, 14));
      const changed = await agenda.mudar('a-1', (marcado) => {
        expect(marcado).toMatchObject({ agendamento: one, disponibilidade: horarios('ana') });
        return mudancaPara({ ...one, situacao: 'confirmado', sequencia: 1 });
      });
      expect(changed).toEqual({ ...one, situacao: 'confirmado', sequencia: 1 });
      expect(await agenda.buscar('a-1')).toEqual(changed);
    });

    it('changes nothing when nothing was decided, and knows what is not there', async () => {
      const one = await criar(agendamentoDe('a-1', 13, 14));
      expect(await agenda.mudar('a-1', () => undefined)).toEqual(one);
      await expect(agenda.mudar('a-2', () => undefined)).rejects.toMatchObject({
        reason: 'AGENDAMENTO_NAO_ENCONTRADO',
      });
    });

    it('moves onto its own time, not onto that of another, and frees a cancelled one', async () => {
      const one = await criar(agendamentoDe('a-1', 13, 15));
      await criar(agendamentoDe('a-2', 15, 16));
      const { inicio, fim } = agendamentoDe('a-1', 14, 16);
      await expect(mudar('a-1', { inicio, fim })).rejects.toMatchObject(ocupado);
      expect(await agenda.buscar('a-1')).toEqual(one);
      await mudar('a-2', { situacao: 'cancelado' });
      expect((await mudar('a-1', { inicio, fim })).inicio).toEqual(inicio);
      await expect(mudar('a-2', { situacao: 'pendente' })).rejects.toMatchObject(ocupado);
    });

    it('says when a person is taken, in either role', async () => {
      await criar(agendamentoDe('a-1', 13, 14));
      await criar(agendamentoDe('a-2', 14, 15, { idProfessor: 'dora', idAluno: 'ana' }));
      await criar(agendamentoDe('a-3', 15, 16, { situacao: 'cancelado' }));
      const { inicio, fim } = agendamentoDe('', 13, 17);
      expect((await agenda.ocupados('ana', { inicio, fim })).map(({ id }) => id)).toEqual(['a-1', 'a-2']);
      expect(await agenda.ocupados('ana', { inicio: fim, fim: new Date(fim.getTime() + 1) })).toEqual([]);
    });

    it('lists by person, state and time, the earliest first, page by page', async () => {
      await criar(agendamentoDe('a-3', 15, 16));
      await criar(agendamentoDe('a-1', 13, 14));
      await criar(agendamentoDe('a-2', 13, 14, { idProfessor: 'dora', idAluno: 'caio' }));
      await criar(agendamentoDe('a-4', 15, 16, { situacao: 'cancelado' }));
      const ids = async (filtro: Partial<Parameters<Agenda['listar']>[0]>) =>
        (await agenda.listar({ limite: 10, ...filtro })).map(({ id }) => id);
      expect(await ids({})).toEqual(['a-1', 'a-2', 'a-3', 'a-4']);
      expect(await ids({ idProfessor: 'ana', situacao: 'pendente' })).toEqual(['a-1', 'a-3']);
      expect(await ids({ idAluno: 'caio' })).toEqual(['a-2']);
      const { inicio, fim } = agendamentoDe('', 13, 15);
      expect(await ids({ de: inicio, ate: fim })).toEqual(['a-1', 'a-2']);
      expect(await ids({ apos: { inicio, id: 'a-1' }, limite: 2 })).toEqual(['a-2', 'a-3']);
    });

    it('queues what must be told with the change, and nothing of a change that failed', async () => {
      await criar(agendamentoDe('a-1', 13, 14));
      await criar(agendamentoDe('a-2', 13, 14)).catch(() => undefined);
      expect((await envios.devidos(clock.now(), 10)).map(({ chave }) => chave)).toEqual([
        'cpar-a-1-0-ana',
        'cpar-a-1-0-beto',
      ]);
    });
  });
}
