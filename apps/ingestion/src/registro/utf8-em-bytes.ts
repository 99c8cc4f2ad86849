/**
 * Whether the bytes from `de` to `ate` are well-formed UTF-8 (Unicode 16.0, table 3-7). For short texts: a call into the
 * runtime, and a view of the bytes for it, cost more than going over them.
 */
export function eUtf8(bytes: Uint8Array, de: number, ate: number): boolean {
  let i = de;
  while (i < ate) {
    const byte = bytes[i] as number;
    i += 1;
    if (byte < 0x80) continue;
    if (byte < 0xc2 || byte > 0xf4) return false;
    const seguintes = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (i + seguintes > ate) return false;
    // The second byte alone tells overlong forms, surrogates and what lies beyond U+10FFFF.
    const menor = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    const maior = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    const segundo = bytes[i] as number;
    if (segundo < menor || segundo > maior) return false;
    for (let j = i + 1; j < i + seguintes; j++) if (((bytes[j] as number) & 0xc0) !== 0x80) return false;
    i += seguintes;
  }
  return true;
}
