import * as fc from 'fast-check';
import { somaDe, somar } from './soma.js';

it('adds exactly beyond 2^53', () => {
  const parcelas = fc.array(fc.integer({ min: 0, max: 2 ** 52 - 1 }), { maxLength: 200 });
  fc.assert(
    fc.property(parcelas, (valores) => {
      const em = new Float64Array(3);
      for (const valor of valores) somar(em, 1, valor);
      expect(somaDe(em, 1)).toBe(valores.reduce((soma, valor) => soma + BigInt(valor), 0n));
    }),
  );
});
