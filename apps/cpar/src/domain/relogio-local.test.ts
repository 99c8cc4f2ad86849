import fc from 'fast-check';
import { DateTime } from 'luxon';
import { abertos, cabe, type Disponibilidade, livres } from './disponibilidade.js';
import { DIA_MS, RelogioLocal } from './relogio-local.js';

const HORA_MS = 3_600_000;

/** Open every day between two hours of the wall clock. */
const aberto = (fuso: string, inicio: number, fim: number): Disponibilidade => ({
  idProfessor: 'ana',
  fuso,
  semanal: [1, 2, 3, 4, 5, 6, 7].map((diaSemana) => ({
    diaSemana,
    faixa: { inicio: inicio * 60, fim: fim * 60 },
  })),
  excecoes: [],
  atualizadaEm: new Date(0),
});

/** One-hour slots of a local date, as the wall clock and its distance to UTC show their starts. */
const slots = (disponibilidade: Disponibilidade, data: string): string[] => {
  const { fuso } = disponibilidade;
  const noon = Date.parse(`${data}T12:00:00Z`);
  const window = { inicio: new Date(noon - 2 * DIA_MS), fim: new Date(noon + 2 * DIA_MS) };
  return livres(abertos(disponibilidade, window), [], HORA_MS)
    .map(({ inicio }) => DateTime.fromJSDate(inicio, { zone: fuso }))
    .filter((start) => start.toISODate() === data)
    .map((start) => start.toFormat('HH:mmZZ'));
};

describe('weekly hours on the days of 2026 on which clocks change', () => {
  it('have no slot in the hour that New York skips', () => {
    expect(slots(aberto('America/New_York', 1, 5), '2026-03-08')).toEqual([
      '01:00-05:00',
      '03:00-04:00',
      '04:00-04:00',
    ]);
    expect(slots(aberto('America/New_York', 2, 3), '2026-03-08')).toEqual([]);
  });

  it('have no slot when all of them lies in the hour that Lisbon skips', () => {
    expect(slots(aberto('Europe/Lisbon', 1, 2), '2026-03-29')).toEqual([]);
    expect(slots(aberto('Europe/Lisbon', 1, 2), '2026-03-28')).toEqual(['01:00+00:00']);
    expect(slots(aberto('Europe/Lisbon', 1, 2), '2026-03-30')).toEqual(['01:00+01:00']);
  });

  it('begin after the skipped hour when they would begin inside it, and end before it when they would end inside', () => {
    expect(slots(aberto('America/New_York', 2.5, 5), '2026-03-08')).toEqual(['03:00-04:00', '04:00-04:00']);
    expect(slots(aberto('America/New_York', 0, 2.5), '2026-03-08')).toEqual(['00:00-05:00', '01:00-05:00']);
  });

  it('have one slot for the hour that New York shows twice, the first', () => {
    expect(slots(aberto('America/New_York', 0, 3), '2026-11-01')).toEqual([
      '00:00-04:00',
      '01:00-04:00',
      '02:00-05:00',
    ]);
  });

  it('have one slot for the hour that Lisbon shows twice, the first', () => {
    expect(slots(aberto('Europe/Lisbon', 1, 3), '2026-10-25')).toEqual(['01:00+01:00', '02:00+00:00']);
  });

  it('do the same where the clock jumps at midnight', () => {
    // The Azores put the clock back from 1:00 to 0:00; Santiago from 24:00 to 23:00, and ahead from 0:00 to 1:00.
    expect(slots(aberto('Atlantic/Azores', 0, 2), '2026-10-25')).toEqual(['00:00+00:00', '01:00-01:00']);
    expect(slots(aberto('America/Santiago', 22, 24), '2026-04-04')).toEqual(['22:00-03:00', '23:00-03:00']);
    expect(slots(aberto('America/Santiago', 0, 2), '2026-09-06')).toEqual(['01:00-03:00']);
  });

  it('are whole in São Paulo, which has no summer time since 2019', () => {
    for (const data of ['2026-02-21', '2026-02-22', '2026-10-18', '2026-11-01']) {
      expect(slots(aberto('America/Sao_Paulo', 0, 24), data)).toHaveLength(24);
      expect(slots(aberto('America/Sao_Paulo', 8, 9), data)).toEqual(['08:00-03:00']);
    }
  });

  it('take no appointment in the second showing of a repeated hour', () => {
    const hours = aberto('America/New_York', 0, 4);
    const from = (inicio: string) => ({
      inicio: new Date(inicio),
      fim: new Date(Date.parse(inicio) + HORA_MS),
    });
    expect(cabe(hours, from('2026-11-01T01:00:00-04:00'))).toBe(true);
    expect(cabe(hours, from('2026-11-01T01:00:00-05:00'))).toBe(false);
    expect(cabe(hours, from('2026-11-01T02:00:00-05:00'))).toBe(true);
  });

  it('take an appointment across the skipped hour, which lasts as long as it says', () => {
    const hours = aberto('America/New_York', 0, 4);
    expect(
      cabe(hours, {
        inicio: new Date('2026-03-08T01:30:00-05:00'),
        fim: new Date('2026-03-08T03:30:00-04:00'),
      }),
    ).toBe(true);
  });
});

describe('RelogioLocal', () => {
  const zones = [
    'America/Sao_Paulo',
    'America/New_York',
    'Europe/Lisbon',
    'Atlantic/Azores',
    'America/Santiago',
    'Africa/Casablanca',
    'Australia/Lord_Howe',
    'Pacific/Kiritimati',
    'Asia/Kathmandu',
  ];

  it('gives exactly the instants at which the clock shows a time for the first time', () => {
    const day = fc.integer({ min: 0, max: 364 }).map((n) => Date.parse('2026-01-01') + n * DIA_MS);
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, fc.nat(1_439), (fuso, dia, minute) => {
        const found = new RelogioLocal(fuso).instantes(dia, minute, minute + 1);
        const shown = firstShowing(fuso, dia + minute * 60_000);
        expect(found.map(({ inicio }) => inicio)).toEqual(shown === undefined ? [] : [shown]);
      }),
      { numRuns: 300 },
    );
  });
});

/** By looking at every distance to UTC that the zone has around: slow and plain. */
function firstShowing(fuso: string, wall: number): number | undefined {
  const offset = (instant: number) => DateTime.fromMillis(instant, { zone: fuso }).offset * 60_000;
  const offsets = [-2, -1, 0, 1, 2].map((days) => offset(wall + days * DIA_MS));
  return offsets
    .map((one) => wall - one)
    .filter((instant) => instant + offset(instant) === wall)
    .sort((a, b) => a - b)[0];
}
