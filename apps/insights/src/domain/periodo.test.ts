import { inicioDoPeriodo } from './periodo.js';

const at = (instant: string): Date => new Date(instant);

describe('inicioDoPeriodo', () => {
  it('counts a late evening in São Paulo to that day, although UTC is a day ahead', () => {
    expect(inicioDoPeriodo(at('2026-03-03T02:30:00Z'), 'dia')).toBe('2026-03-02');
  });

  it('begins the day at midnight of São Paulo, three hours behind UTC', () => {
    expect(inicioDoPeriodo(at('2026-03-03T02:59:59.999Z'), 'dia')).toBe('2026-03-02');
    expect(inicioDoPeriodo(at('2026-03-03T03:00:00Z'), 'dia')).toBe('2026-03-03');
  });

  it('begins the week on Monday', () => {
    expect(inicioDoPeriodo(at('2026-03-01T12:00:00Z'), 'semana')).toBe('2026-02-23');
    expect(inicioDoPeriodo(at('2026-03-02T12:00:00Z'), 'semana')).toBe('2026-03-02');
    expect(inicioDoPeriodo(at('2026-03-08T12:00:00Z'), 'semana')).toBe('2026-03-02');
  });

  it('knows the summer time that São Paulo had until 2019', () => {
    expect(inicioDoPeriodo(at('2019-01-10T02:30:00Z'), 'dia')).toBe('2019-01-10');
    expect(inicioDoPeriodo(at('2020-01-10T02:30:00Z'), 'dia')).toBe('2020-01-09');
  });

  it('begins the month on its first day', () => {
    expect(inicioDoPeriodo(at('2026-04-01T01:00:00Z'), 'mes')).toBe('2026-03-01');
  });
});
