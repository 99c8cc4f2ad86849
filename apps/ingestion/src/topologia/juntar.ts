/** Puts byte strings behind each other so that {@link separar} finds them again. */
export function juntar(partes: readonly Uint8Array[]): Uint8Array {
  const tamanhos = Buffer.alloc(partes.length * 4);
  for (const [i, { length }] of partes.entries()) tamanhos.writeUInt32LE(length, i * 4);
  return Buffer.concat([tamanhos, ...partes]);
}

/** @throws RangeError when the bytes are not so many parts */
export function separar(bytes: Uint8Array, quantas: number): readonly Uint8Array[] {
  const todos = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const partes: Uint8Array[] = [];
  let posicao = quantas * 4;
  for (let i = 0; i < quantas; i++) {
    const fim = posicao + todos.readUInt32LE(i * 4);
    partes.push(todos.subarray(posicao, fim));
    posicao = fim;
  }
  if (posicao !== todos.length) throw new RangeError(`${todos.length} bytes are not ${quantas} parts`);
  return partes;
}
