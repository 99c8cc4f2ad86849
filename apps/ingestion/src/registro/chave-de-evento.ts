import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INICIOS = [0, 9, 14, 19, 24] as const;
const FINS = [8, 13, 18, 23, 36] as const;

/** Value of each hexadecimal digit by its code; 255 for what is none. */
const VALORES = new Uint8Array(256).fill(255);
for (const [valor, digito] of [...'0123456789abcdef'].entries()) VALORES[digito.charCodeAt(0)] = valor;

/** Whether an id is spelled the way the server spells those it makes: then its sixteen bytes tell all of it. */
export const eUuid = (eventId: string): boolean => eventId.length === 36 && UUID.test(eventId);

/** Writes the sixteen bytes under which an event is found: those of the UUID, or of a hash of any other id. */
export function escreverChave(em: Uint8Array, posicao: number, eventId: string): void {
  if (eventId.length === 36 && escreverUuid(em, posicao, eventId)) return;
  // SHA-256 cut to 128 bits; the text stands beside it in the record, so a collision is seen, not believed.
  em.set(hash('sha256', eventId, 'buffer').subarray(0, 16), posicao);
}

/** The text of sixteen bytes of a UUID. */
export function textoDeUuid(bytes: Buffer, posicao: number): string {
  const hex = bytes.toString('hex', posicao, posicao + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The same for a UUID that stands in bytes, 36 of them. False, with `em` in any state, when they are none. */
export function escreverUuidDeBytes(em: Uint8Array, posicao: number, bytes: Uint8Array, de: number): boolean {
  let onde = posicao;
  for (let parte = 0; parte < 5; parte++) {
    const fim = de + (FINS[parte] as number);
    for (let i = de + (INICIOS[parte] as number); i < fim; i += 2) {
      const alto = VALORES[bytes[i] as number] as number;
      const baixo = VALORES[bytes[i + 1] as number] as number;
      if ((alto | baixo) > 15) return false;
      em[onde++] = (alto << 4) | baixo;
    }
    if (parte < 4 && bytes[fim] !== 45) return false;
  }
  return true;
}

/** False, with the bytes in any state, when the text is no UUID in lower case. */
function escreverUuid(em: Uint8Array, posicao: number, texto: string): boolean {
  let onde = posicao;
  for (let parte = 0; parte < 5; parte++) {
    const fim = FINS[parte] as number;
    for (let i = INICIOS[parte] as number; i < fim; i += 2) {
      const alto = VALORES[texto.charCodeAt(i)] ?? 255;
      const baixo = VALORES[texto.charCodeAt(i + 1)] ?? 255;
      if ((alto | baixo) > 15) return false;
      em[onde++] = (alto << 4) | baixo;
    }
    if (parte < 4 && texto.charCodeAt(fim) !== 45) return false;
  }
  return true;
}
