import fc from 'fast-check';
import { ChavesVistas } from './chaves-vistas.js';

it('knows again every key it has seen, and no other', () => {
  const chave = fc.oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.integer({ min: 0, max: 3 }).map((n) => new Uint8Array(16).fill(n)),
  );
  fc.assert(
    fc.property(fc.array(chave, { maxLength: 300 }), (chaves) => {
      const vistas = new ChavesVistas();
      const modelo = new Set<string>();
      for (const uma of chaves) {
        const texto = Buffer.from(uma).toString('hex');
        expect(vistas.ver(uma)).toBe(modelo.has(texto));
        modelo.add(texto);
      }
    }),
  );
});

it('grows with what it has seen', () => {
  const vistas = new ChavesVistas();
  const chave = (n: number): Buffer => {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32BE(n, 12);
    return bytes;
  };
  for (let n = 0; n < 20_000; n++) expect(vistas.ver(chave(n))).toBe(false);
  for (let n = 0; n < 20_000; n++) expect(vistas.ver(chave(n))).toBe(true);
});
