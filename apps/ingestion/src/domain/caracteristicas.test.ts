import * as fc from 'fast-check';
import { DIMENSAO, razoesOrdenadas } from './caracteristicas.js';

const pesos = fc
  .array(fc.constantFrom(-1, 0, 0.05, 0.1, 0.2, 0.3, 0.5, 2), { minLength: DIMENSAO, maxLength: DIMENSAO })
  .map((numeros) => Float64Array.from(numeros));

it('the reasons are the weights above a tenth, the heaviest first, and of equal ones the first', () => {
  fc.assert(
    fc.property(pesos, fc.integer({ min: 1, max: DIMENSAO }), (todos, quantas) => {
      const emOrdem = Array.from(todos.keys())
        .filter((i) => (todos[i] as number) > 0.1)
        .sort((a, b) => (todos[b] as number) - (todos[a] as number));
      expect(razoesOrdenadas(todos, quantas)).toEqual(emOrdem.slice(0, quantas));
    }),
  );
});
