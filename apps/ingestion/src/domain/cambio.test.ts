import * as fc from 'fast-check';
import { Cambio } from './cambio.js';
import { lerDia, numeroDoDia } from './data.js';

const dia = (texto: string): number => numeroDoDia(lerDia(texto) as number);
const ms = (texto: string): number => lerDia(texto) as number;
const cambio = new Cambio(
  [
    { dia: dia('2026-02-01'), moeda: 'USD', taxa: 5.5 },
    { dia: dia('2026-01-01'), moeda: 'USD', taxa: 5 },
  ],
  ['BRL', 'USD'],
);

describe('an amount in the base currency', () => {
  it.each([
    ['before the first rate', '2025-01-01', 500],
    ['on the day of a rate', '2026-01-01', 500],
    ['between two', '2026-01-31', 500],
    ['after the last', '2026-12-31', 550],
  ])('%s', (_quando, data, esperado) => expect(cambio.paraBase(100, 'USD', ms(data))).toBe(esperado));

  it('is the amount itself when it is in that currency', () => {
    expect(cambio.paraBase(123, 'BRL', ms('2026-01-01'))).toBe(123);
  });

  it('is exact to the cent for any amount', () => {
    const taxas = fc.integer({ min: 1, max: 9_999_999 });
    const centavos = fc.integer({ min: 0, max: 1e14 });
    fc.assert(
      fc.property(taxas, centavos, (milionesimos, valor) => {
        const um = new Cambio([{ dia: 0, moeda: 'USD', taxa: milionesimos / 1e6 }], ['USD']);
        const dobro = 2n * BigInt(valor) * BigInt(milionesimos);
        const exato = (dobro + 1_000_000n) / 2_000_000n;
        expect(BigInt(um.paraBase(valor, 'USD', 0))).toBe(exato);
      }),
    );
  });
});

it('refuses to start without a rate for a currency, or with a bad one', () => {
  expect(() => new Cambio([], ['USD'])).toThrow('sem taxa de câmbio para USD');
  expect(() => new Cambio([{ dia: 0, moeda: 'USD', taxa: 0 }], ['USD'])).toThrow('inválida para USD');
});
