import type { Envio } from './medida.js';
import { separarRodadas } from './separar-rodadas.js';

const enviosDe = (
  instancia: string,
  deMs: number,
  quantos: number,
  cadaMs: number,
  atrasoMs = 0,
): Envio[] => [
  { ...base(instancia, deMs - 10_000), tipo: 'cliente' },
  ...Array.from({ length: quantos }, (_, i) => ({
    ...base(instancia, deMs + i * cadaMs + atrasoMs),
    previstoMs: deMs + i * cadaMs,
  })),
];

const base = (instancia: string, envioMs: number): Envio => ({
  eventId: `${instancia}-${envioMs}`,
  tipo: 'transacao',
  instancia,
  previstoMs: envioMs,
  envioMs,
  respostaMs: envioMs + 5,
  resultado: 'aceito',
});

describe('separarRodadas', () => {
  it('takes instances that sent at the same time for one run, whoever registered clients meanwhile', () => {
    const rodadas = separarRodadas([
      ...enviosDe('a', 100_000, 100, 10),
      ...enviosDe('c', 105_000, 100, 10),
      ...enviosDe('b', 100_500, 100, 10),
      ...enviosDe('d', 105_900, 10, 10),
    ]);
    expect(
      rodadas.map(({ carga, envios }) => [carga, new Set(envios.map(({ instancia }) => instancia))]),
    ).toEqual([
      [{ tipo: 'fechada', instancias: 2 }, new Set(['a', 'b'])],
      [{ tipo: 'fechada', instancias: 2 }, new Set(['c', 'd'])],
    ]);
  });

  it('knows an open loop by its schedule, and its rate', () => {
    const [rodada] = separarRodadas([...enviosDe('a', 0, 500, 4, 0.5), ...enviosDe('b', 0, 500, 4, 0.5)]);
    expect(rodada?.carga).toEqual({ tipo: 'aberta', instancias: 2, porSegundo: 500 });
  });

  it('finds none in nothing', () => {
    expect(separarRodadas([])).toEqual([]);
  });
});
