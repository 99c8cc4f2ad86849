/**
 * Runs a piece of work for each item, at most `limite` at a time, and gives the answers in the order of the items. The
 * first failure stops what has not begun, is waited out and then thrown.
 */
export async function emParalelo<T, R>(
  items: readonly T[],
  limite: number,
  trabalho: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const respostas: R[] = new Array(items.length);
  const fila = items.entries();
  const falhas: unknown[] = [];
  const trabalhador = async (): Promise<void> => {
    for (const [indice, item] of fila) {
      if (falhas.length > 0) return;
      try {
        respostas[indice] = await trabalho(item);
      } catch (error) {
        falhas.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limite, items.length) }, trabalhador));
  if (falhas.length > 0) throw falhas[0];
  return respostas;
}
