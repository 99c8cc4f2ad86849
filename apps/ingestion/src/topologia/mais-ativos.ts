import type { KeyedTable } from '@trilha/pipeline';
import { HISTORIA } from './enriquecer.js';

/** The clients with the most transactions, at most so many; of two with as many the one who came first. */
export function maisAtivos(historias: KeyedTable, quantos = 10) {
  const melhores: number[] = [];
  const transacoes = (linha: number): number => historias.get(linha, HISTORIA.transacoes);
  for (let linha = 0; linha < historias.size; linha++) {
    if (transacoes(linha) === 0) continue;
    const ultimo = melhores.at(-1);
    if (melhores.length === quantos && ultimo !== undefined && transacoes(linha) <= transacoes(ultimo))
      continue;
    let i = melhores.length;
    while (i > 0 && transacoes(melhores[i - 1] as number) < transacoes(linha)) i--;
    melhores.splice(i, 0, linha);
    if (melhores.length > quantos) melhores.pop();
  }
  return melhores.map((linha) => ({
    clienteId: historias.keyOf(linha),
    transacoes: transacoes(linha),
    volumeBase: historias.get(linha, HISTORIA.volume),
  }));
}
