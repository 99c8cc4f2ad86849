/**
 * The list with an item put at a 1-based place; 0 and places past the end mean the end.
 */
export function inserir<T>(lista: readonly T[], item: T, posicao: number): readonly T[] {
  const indice = posicao === 0 ? lista.length : Math.min(posicao - 1, lista.length);
  return [...lista.slice(0, indice), item, ...lista.slice(indice)];
}

export const substituir = <T extends { readonly id: string }>(lista: readonly T[], item: T): readonly T[] =>
  lista.map((outro) => (outro.id === item.id ? item : outro));

export const remover = <T extends { readonly id: string }>(lista: readonly T[], id: string): readonly T[] =>
  lista.filter((item) => item.id !== id);

/** The list with the item of the same id taken from its place and put at another. */
export const mover = <T extends { readonly id: string }>(
  lista: readonly T[],
  item: T,
  posicao: number,
): readonly T[] => inserir(remover(lista, item.id), item, posicao);
