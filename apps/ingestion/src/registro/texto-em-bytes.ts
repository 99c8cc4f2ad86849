/**
 * Writes a text as UTF-8 and gives the position after it. Short ASCII texts, which nearly all are, are written here:
 * a call into the runtime costs more than they do.
 */
export function escreverTexto(em: Buffer, posicao: number, texto: string): number {
  const tamanho = texto.length;
  for (let i = 0; i < tamanho; i++) {
    const codigo = texto.charCodeAt(i);
    if (codigo > 127) return posicao + em.write(texto, posicao, 'utf8');
    em[posicao + i] = codigo;
  }
  return posicao + tamanho;
}

/** Reads what {@link escreverTexto} wrote. */
export function lerTexto(de: Buffer, posicao: number, tamanho: number): string {
  if (tamanho > 24) return de.toString('utf8', posicao, posicao + tamanho);
  let texto = '';
  for (let i = posicao; i < posicao + tamanho; i++) {
    const codigo = de[i] as number;
    if (codigo > 127) return de.toString('utf8', posicao, posicao + tamanho);
    texto += String.fromCharCode(codigo);
  }
  return texto;
}
