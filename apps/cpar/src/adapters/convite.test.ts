import ICAL from 'ical.js';
import { type Agendamento, cancelar, confirmar, reagendar } from '../domain/agendamento.js';
import { escreverConvite } from './convite.js';

const agendamento: Agendamento = {
  id: 'ag-1',
  idProfessor: 'ana',
  idAluno: 'beto',
  inicio: new Date('2026-05-04T15:00:00Z'),
  fim: new Date('2026-05-04T16:00:00Z'),
  fuso: 'America/Sao_Paulo',
  assunto:
    'Cálculo; integrais, séries e um assunto longo que precisa de mais de uma linha de setenta e cinco bytes',
  local: 'Sala 2\\B',
  situacao: 'confirmado',
  motivoCancelamento: '',
  lembretesMs: [3_600_000],
  sequencia: 3,
  criadoEm: new Date('2026-05-01T12:00:00Z'),
  atualizadoEm: new Date('2026-05-02T12:00:00Z'),
};

const parse = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const vevent = calendar.getFirstSubcomponent('vevent');
  if (vevent === null) throw new Error('no event');
  return { calendar, vevent, event: new ICAL.Event(vevent) };
};

describe('escreverConvite', () => {
  it('says what, when and where, as another parser reads it', () => {
    const { event, calendar, vevent } = parse(escreverConvite(agendamento));
    expect(event.summary).toBe(agendamento.assunto);
    expect(event.location).toBe('Sala 2\\B');
    expect(event.startDate.toJSDate()).toEqual(agendamento.inicio);
    expect(event.endDate.toJSDate()).toEqual(agendamento.fim);
    expect([event.uid, event.sequence]).toEqual(['ag-1@trilha', 3]);
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(vevent.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(vevent.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger')?.toString()).toBe('-PT1H');
  });

  it('ends lines with CRLF and folds them at 75 bytes', () => {
    const text = escreverConvite(agendamento);
    const lines = text.split('\r\n');
    expect(lines.some((line) => line.includes('\n'))).toBe(false);
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });

  it('stamps, starts and ends in UTC in every zone', () => {
    for (const fuso of ['America/Sao_Paulo', 'America/New_York', 'Europe/Lisbon']) {
      const text = escreverConvite({ ...agendamento, fuso });
      expect(text).toMatch(/\r\nDTSTAMP:20260502T120000Z\r\n/);
      expect(text).toMatch(/\r\nDTSTART:20260504T150000Z\r\nDTEND:20260504T160000Z\r\n/);
    }
  });

  it('is the same event, ever newer, through everything that becomes of it', () => {
    const agora = new Date('2026-05-03T12:00:00Z');
    const hours = {
      idProfessor: 'ana',
      fuso: 'UTC',
      semanal: [2, 3].map((diaSemana) => ({ diaSemana, faixa: { inicio: 0, fim: 1_440 } })),
      excecoes: [],
      atualizadaEm: agora,
    };
    const move = (day: string) => ({
      inicio: new Date(`${day}T15:00:00Z`),
      fim: new Date(`${day}T16:00:00Z`),
    });
    const moved = reagendar(agendamento, move('2026-05-05'), hours, agora);
    const again = reagendar(moved, move('2026-05-06'), hours, agora);
    const states = [agendamento, moved, again, confirmar(again, agora), cancelar(again, '', agora)];
    const events = states.map((state) => parse(escreverConvite(state)));
    expect(new Set(events.map(({ event }) => event.uid))).toEqual(new Set(['ag-1@trilha']));
    expect(events.map(({ event }) => event.sequence)).toEqual([3, 4, 5, 6, 6]);
    expect(events.map(({ vevent }) => vevent.getFirstPropertyValue('status'))).toEqual([
      'CONFIRMED',
      'TENTATIVE',
      'TENTATIVE',
      'CONFIRMED',
      'CANCELLED',
    ]);
    expect(events[2]?.event.startDate.toJSDate()).toEqual(again.inicio);
  });

  it('names both people, and says by which program it is', () => {
    const { vevent, calendar } = parse(escreverConvite(agendamento));
    expect(vevent.getFirstProperty('organizer')?.getFirstParameter('cn')).toBe('ana');
    expect(vevent.getFirstProperty('attendee')?.getFirstParameter('cn')).toBe('beto');
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    expect(calendar.getFirstPropertyValue('prodid')).toContain('Trilha');
  });

  it('takes back a cancelled appointment', () => {
    const text = escreverConvite({ ...agendamento, situacao: 'cancelado' });
    const { calendar, vevent } = parse(text);
    expect(calendar.getFirstPropertyValue('method')).toBe('CANCEL');
    expect(vevent.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect(text).not.toContain('VALARM');
  });

  it('is the same text for the same state', () => {
    expect(escreverConvite(agendamento)).toBe(escreverConvite(agendamento));
  });
});
