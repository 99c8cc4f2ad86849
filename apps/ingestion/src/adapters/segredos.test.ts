import { abrirLacre, lacrar } from './segredos.js';

const chave = new Uint8Array(32).fill(7);
const contexto = Buffer.from('pessoa');

it('never seals twice with one nonce, however many are drawn at once', () => {
  const nonces = new Set(
    Array.from({ length: 1_000 }, () => lacrar(chave, Buffer.from('x'), contexto).toString('hex', 0, 12)),
  );
  expect(nonces.size).toBe(1_000);
});

it('opens with the key and the context of the sealing alone', () => {
  const lacre = lacrar(chave, Buffer.from('Rua das Acácias, 7'), contexto);
  expect(abrirLacre(chave, lacre, contexto)?.toString()).toBe('Rua das Acácias, 7');
  expect(abrirLacre(chave, lacre, Buffer.from('outra'))).toBeUndefined();
  expect(abrirLacre(new Uint8Array(32), lacre, contexto)).toBeUndefined();
  lacre[lacre.length - 20] = (lacre[lacre.length - 20] as number) ^ 1;
  expect(abrirLacre(chave, lacre, contexto)).toBeUndefined();
  expect(abrirLacre(chave, lacre.subarray(0, 20), contexto)).toBeUndefined();
});
