import { FakeClock } from '@trilha/service-kit/testing';
import { agendamentoDe } from '../../test/agendamento-de.js';
import { MemoryAgenda } from '../adapters/memory-agenda.js';
import type { Agendamento } from '../domain/agendamento.js';
import { mudancaDe } from '../domain/envio.js';
import { createConsultarAgenda } from './consultar-agenda.js';

const HORA_MS = 3_600_000;
const em = (hour: number): Date => agendamentoDe('', hour, hour).inicio;

describe('createConsultarAgenda', () => {
  let clock: FakeClock;
  let agenda: MemoryAgenda;
  let casos: ReturnType<typeof createConsultarAgenda>;

  const guardar = (agendamento: Agendamento) =>
    agenda.criar({ idProfessor: agendamento.idProfessor, requestId: '', conteudo: '' }, () =>
      mudancaDe(agendamento, clock.now()),
    );

  beforeEach(() => {
    clock = new FakeClock('2026-03-02T12:00:00Z');
    agenda = new MemoryAgenda(clock);
    casos = createConsultarAgenda({ agenda, clock });
  });

  const abrir = () =>
    casos.guardarDisponibilidade({
      idProfessor: 'ana',
      fuso: 'America/Sao_Paulo',
      semanal: [{ diaSemana: 1, faixa: { inicio: 8 * 60, fim: 14 * 60 } }],
      excecoes: [],
    });

  it('keeps hours with the time at which they were given', async () => {
    const given = await abrir();
    expect(given.atualizadaEm).toEqual(clock.now());
    expect(await casos.buscarDisponibilidade('ana')).toEqual(given);
  });

  it('offers what is open, free and still to come', async () => {
    await abrir();
    await guardar(agendamentoDe('a-1', 14, 15));
    await guardar(agendamentoDe('a-2', 15, 16, { situacao: 'cancelado' }));
    // Open from 11:00 to 17:00 UTC; it is 12:00.
    const free = await casos.listarLivres('ana', em(0), em(24), HORA_MS);
    expect(free.map(({ inicio }) => inicio)).toEqual([em(13), em(15), em(16)]);
  });

  it('knows which teacher gave no hours and which appointment is not there', async () => {
    const missing = { reason: 'DISPONIBILIDADE_NAO_ENCONTRADA' };
    await expect(casos.buscarDisponibilidade('ana')).rejects.toMatchObject(missing);
    await expect(casos.listarLivres('ana', em(0), em(1), HORA_MS)).rejects.toMatchObject(missing);
    await expect(casos.buscar('x')).rejects.toMatchObject({ reason: 'AGENDAMENTO_NAO_ENCONTRADO' });
  });

  it('lists page by page without leaving out what begins at the same time', async () => {
    for (const id of ['a-1', 'a-2', 'a-3'])
      await guardar(agendamentoDe(id, 13, 14, { idProfessor: id, idAluno: `${id}-aluno` }));
    const first = await casos.listar({ pageSize: 2, pageToken: '' });
    const second = await casos.listar({ pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['a-1', 'a-2', 'a-3']);
    expect(second.nextPageToken).toBe('');
  });
});
