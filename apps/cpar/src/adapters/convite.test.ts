import ICAL from 'ical.js';
import type { Agendamento } from '../domain/agendamento.js';
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

  it('stamps in UTC, ends lines with CRLF and folds them at 75 bytes', () => {
    const text = escreverConvite(agendamento);
    expect(text).toMatch(/\r\nDTSTAMP:20260502T120000Z\r\n/);
    const lines = text.split('\r\n');
    expect(lines.some((line) => line.includes('\n'))).toBe(false);
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
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
