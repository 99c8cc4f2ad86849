const double = new Float64Array(1);
const bytes = new Uint8Array(double.buffer);

// Written out like this they take less than the methods of Buffer, which the compiler looks up at each call.

/** The float64, little-endian, at a position that has eight bytes from it on. */
export function lerDouble(de: Uint8Array, posicao: number): number {
  bytes[0] = de[posicao] as number;
  bytes[1] = de[posicao + 1] as number;
  bytes[2] = de[posicao + 2] as number;
  bytes[3] = de[posicao + 3] as number;
  bytes[4] = de[posicao + 4] as number;
  bytes[5] = de[posicao + 5] as number;
  bytes[6] = de[posicao + 6] as number;
  bytes[7] = de[posicao + 7] as number;
  return double[0] as number;
}

/** Writes what {@link lerDouble} reads. */
export function escreverDouble(em: Uint8Array, posicao: number, valor: number): void {
  double[0] = valor;
  em[posicao] = bytes[0] as number;
  em[posicao + 1] = bytes[1] as number;
  em[posicao + 2] = bytes[2] as number;
  em[posicao + 3] = bytes[3] as number;
  em[posicao + 4] = bytes[4] as number;
  em[posicao + 5] = bytes[5] as number;
  em[posicao + 6] = bytes[6] as number;
  em[posicao + 7] = bytes[7] as number;
}
