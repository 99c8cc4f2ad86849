import * as fc from 'fast-check';
import { TextosConhecidos } from './textos-conhecidos.js';

it('gives every text that its bytes say, however many came before', () => {
  const textos = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 200 });
  const conhecidos = new TextosConhecidos((texto) => texto, 16);
  fc.assert(
    fc.property(textos, (todos) => {
      const bytes = Buffer.from(todos.join(''));
      let de = 0;
      for (const texto of todos) {
        const tamanho = Buffer.byteLength(texto);
        expect(conhecidos.de(bytes, de, tamanho)).toBe(texto);
        de += tamanho;
      }
    }),
  );
});

it('gives the form that was asked for, made once for the same bytes', () => {
  const forma = jest.fn((texto: string) => texto.toUpperCase());
  const conhecidos = new TextosConhecidos(forma);
  const bytes = Buffer.from('Açúcar açúcar');
  expect([conhecidos.de(bytes, 0, 8), conhecidos.de(bytes, 9, 8)]).toEqual(['AÇÚCAR', 'AÇÚCAR']);
  expect(conhecidos.de(Buffer.from(bytes), 0, 8)).toBe('AÇÚCAR');
  expect(forma).toHaveBeenCalledTimes(2);
});

it('tells texts apart that have the same hash', () => {
  // Known pairs of FNV-1a with 32 bits: costarring and liquid, declinate and macallums.
  const conhecidos = new TextosConhecidos((texto) => texto);
  for (let vez = 0; vez < 2; vez++) {
    for (const texto of ['costarring', 'liquid', 'declinate', 'macallums']) {
      expect(conhecidos.de(Buffer.from(texto), 0, texto.length)).toBe(texto);
    }
  }
});

it('gives each text a number that no other has, until it forgets', () => {
  const conhecidos = new TextosConhecidos((texto, numero) => ({ texto, numero }), 16);
  const de = (texto: string): { numero: number } => conhecidos.de(Buffer.from(texto), 0, texto.length);
  const numeros = Array.from({ length: 8 }, (_, i) => de(`loja ${i}`).numero);
  expect(new Set(numeros).size).toBe(8);
  expect(Math.max(...numeros)).toBeLessThan(16);
  expect(de('loja 3').numero).toBe(numeros[3]);
});
