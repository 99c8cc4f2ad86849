import fc from 'fast-check';
import { abertos, cabe, type Disponibilidade, livres } from './disponibilidade.js';

const HORA = 60;
const disponibilidade = (fields: Partial<Disponibilidade> = {}): Disponibilidade => ({
  idProfessor: 'ana',
  fuso: 'America/Sao_Paulo',
  semanal: [{ diaSemana: 1, faixa: { inicio: 8 * HORA, fim: 12 * HORA } }],
  excecoes: [],
  atualizadaEm: new Date(0),
  ...fields,
});
const between = (inicio: string, fim: string) => ({ inicio: new Date(inicio), fim: new Date(fim) });
const text = (intervals: readonly { inicio: Date; fim: Date }[]): string[] =>
  intervals.map(
    ({ inicio, fim }) => `${inicio.toISOString().slice(0, 16)}/${fim.toISOString().slice(0, 16)}`,
  );

describe('abertos', () => {
  it('reads the weekly hours on the clock of the zone', () => {
    const week = between('2026-03-02T00:00:00Z', '2026-03-10T00:00:00Z');
    expect(text(abertos(disponibilidade(), week))).toEqual([
      '2026-03-02T11:00/2026-03-02T15:00',
      '2026-03-09T11:00/2026-03-09T15:00',
    ]);
  });

  it('puts an exception in place of the hours of its date', () => {
    const excecoes = [
      { data: '2026-03-02', faixas: [], motivo: 'feriado' },
      { data: '2026-03-03', faixas: [{ inicio: 20 * HORA, fim: 24 * HORA }], motivo: '' },
    ];
    const week = between('2026-03-02T00:00:00Z', '2026-03-08T00:00:00Z');
    expect(text(abertos(disponibilidade({ excecoes }), week))).toEqual(['2026-03-03T23:00/2026-03-04T03:00']);
  });

  it('joins hours that touch, over midnight too', () => {
    const semanal = [
      { diaSemana: 1, faixa: { inicio: 22 * HORA, fim: 24 * HORA } },
      { diaSemana: 2, faixa: { inicio: 0, fim: 2 * HORA } },
      { diaSemana: 2, faixa: { inicio: HORA, fim: 3 * HORA } },
    ];
    const days = between('2026-03-02T00:00:00Z', '2026-03-05T00:00:00Z');
    expect(text(abertos(disponibilidade({ semanal }), days))).toEqual(['2026-03-03T01:00/2026-03-03T06:00']);
  });

  it('knows that São Paulo has no summer time any more', () => {
    const summer = between('2026-12-07T00:00:00Z', '2026-12-08T00:00:00Z');
    expect(text(abertos(disponibilidade(), summer))).toEqual(['2026-12-07T11:00/2026-12-07T15:00']);
  });
});

describe('cabe', () => {
  it('takes what lies inside and refuses what reaches out', () => {
    const open = disponibilidade();
    expect(cabe(open, between('2026-03-02T11:00:00Z', '2026-03-02T15:00:00Z'))).toBe(true);
    expect(cabe(open, between('2026-03-02T10:59:00Z', '2026-03-02T12:00:00Z'))).toBe(false);
    expect(cabe(open, between('2026-03-02T14:30:00Z', '2026-03-02T15:30:00Z'))).toBe(false);
  });
});

describe('livres', () => {
  const minutes = (inicio: number, fim: number) => ({
    inicio: new Date(inicio * 60_000),
    fim: new Date(fim * 60_000),
  });

  it('begins anew after each appointment', () => {
    const found = livres([minutes(0, 240)], [minutes(70, 100)], 60 * 60_000);
    expect(found).toEqual([minutes(0, 60), minutes(100, 160), minutes(160, 220)]);
  });

  const stretch = fc
    .tuple(fc.nat(500), fc.integer({ min: 1, max: 120 }))
    .map(([inicio, length]) => minutes(inicio, inicio + length));

  it('never offers what is taken, closed, or overlaps another offer', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), fc.integer({ min: 5, max: 90 }), (taken, length) => {
        const openings = [minutes(0, 200), minutes(260, 600)];
        const found = livres(openings, taken, length * 60_000);
        return found.every(
          (slot, i) =>
            openings.some(({ inicio, fim }) => slot.inicio >= inicio && slot.fim <= fim) &&
            taken.every(({ inicio, fim }) => slot.fim <= inicio || slot.inicio >= fim) &&
            (i === 0 || slot.inicio >= (found[i - 1]?.fim ?? slot.inicio)),
        );
      }),
    );
  });
});
