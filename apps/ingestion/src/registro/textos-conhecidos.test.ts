import * as fc from 'fast-check';
import { TextosConhecidos } from './textos-conhecidos.js';

it('gives every text that its bytes say, however many came before', () => {
  const textos = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 200 });
  const conhecidos = new TextosConhecidos(16);
  fc.assert(
    fc.property(textos, (todos) => {
      const bytes = Buffer.from(todos.join(''));
      let de = 0;
      for (const texto of todos) {
        const tamanho = Buffer.byteLength(texto);
        expect(conhecidos.texto(bytes, de, tamanho)).toBe(texto);
        de += tamanho;
      }
    }),
  );
});
