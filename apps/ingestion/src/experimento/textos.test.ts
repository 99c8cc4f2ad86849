import { coeficiente, duracao, instanciasEm, numero, porCento } from './textos.js';

it('writes numbers with three digits that count, the Brazilian way', () => {
  expect([0, 0.1234, 1.234, 12.34, 1_234.5, Number.POSITIVE_INFINITY].map(numero)).toEqual([
    '0',
    '0,123',
    '1,23',
    '12,3',
    '1.235',
    '∞',
  ]);
});

it('writes coefficients however small', () => {
  expect([0, 0.05, 0.00123, 0.0000123].map(coeficiente)).toEqual(['0', '0,05', '0,00123', '1,2 × 10⁻⁵']);
});

it('writes shares, counts and durations', () => {
  expect([porCento(0.5), instanciasEm(1), instanciasEm(20), duracao(59.6), duracao(95)]).toEqual([
    '50 %',
    '1 instância',
    '20 instâncias',
    '1 min 0 s',
    '1 min 35 s',
  ]);
});
