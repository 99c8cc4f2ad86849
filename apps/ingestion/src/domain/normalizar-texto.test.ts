import * as fc from 'fast-check';
import { normalizarTexto } from './normalizar-texto.js';

it.each([
  ['  Rua  São João ', 'R. SAO JOAO'],
  ['avenida Brasil,\t10', 'AV. BRASIL, 10'],
  ['Praça da Sé', 'PCA. DA SE'],
  ['Ruan Prado', 'RUAN PRADO'],
])('writes %j as %j', (texto, normal) => expect(normalizarTexto(texto)).toBe(normal));

it('changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (texto) => {
      const uma = normalizarTexto(texto);
      expect(normalizarTexto(uma)).toBe(uma);
    }),
  );
});
