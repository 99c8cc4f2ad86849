import { planoAberto, planoFechado, taxasDe } from './plano.js';
import { TempoRestante } from './tempo-restante.js';

describe('planoFechado', () => {
  it('puts the repetitions between each other, every other time backwards', () => {
    const plano = planoFechado({ pipeline: 'inline', instancias: [1, 2, 5], repeticoes: 2 });
    expect(plano.map(({ carga, repeticao }) => [carga.instancias, repeticao])).toEqual([
      [1, 1],
      [2, 1],
      [5, 1],
      [5, 2],
      [2, 2],
      [1, 2],
    ]);
  });
});

it('planoAberto offers every rate in every repetition', () => {
  const plano = planoAberto({ pipeline: 'inline', taxas: [100, 200], instancias: 4, repeticoes: 2 });
  expect(plano.map(({ carga }) => (carga.tipo === 'aberta' ? carga.porSegundo : 0))).toEqual([
    100, 200, 200, 100,
  ]);
});

it('taxasDe offers shares of the highest throughput in numbers that can be read', () => {
  expect(taxasDe(3_333)).toEqual([830, 1_700, 2_500, 3_000]);
  expect(taxasDe(0)).toEqual([]);
});

describe('TempoRestante', () => {
  it('takes what was expected for true until it has seen enough', () => {
    let agoraMs = 0;
    const restante = new TempoRestante(() => agoraMs);
    agoraMs = 4_000;
    restante.feito(1);
    expect(restante.segundos(10)).toBe(10);
  });

  it('corrects it by how long the steps before took', () => {
    let agoraMs = 0;
    const restante = new TempoRestante(() => agoraMs);
    agoraMs = 20_000;
    restante.feito(10);
    expect(restante.segundos(30)).toBe(60);
  });
});
