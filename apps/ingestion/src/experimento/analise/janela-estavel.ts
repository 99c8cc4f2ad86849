import type { Envio, Janela, Medida } from './medida.js';
import { dentro } from './medida.js';

/**
 * The stretch in which every instance was sending, less the warm-up at its beginning. Outside of it the load is that of
 * fewer instances, and says nothing about so many. An instance begins with its first transaction: the clients and scores
 * that it sends before are no part of the load.
 *
 * @returns undefined when there is none
 */
export function janelaEstavel(envios: Iterable<Envio>, aquecimentoMs: number): Janela | undefined {
  const trechos = new Map<string, { primeiro: number; ultimo: number }>();
  for (const { instancia, tipo, envioMs } of envios) {
    const trecho = trechos.get(instancia);
    if (trecho === undefined && tipo !== 'transacao') continue;
    if (trecho === undefined) trechos.set(instancia, { primeiro: envioMs, ultimo: envioMs });
    else {
      trecho.primeiro = Math.min(trecho.primeiro, envioMs);
      trecho.ultimo = Math.max(trecho.ultimo, envioMs);
    }
  }
  const deMs = Math.max(...[...trechos.values()].map(({ primeiro }) => primeiro)) + aquecimentoMs;
  const ateMs = Math.min(...[...trechos.values()].map(({ ultimo }) => ultimo));
  return trechos.size > 0 && ateMs > deMs ? { deMs, ateMs } : undefined;
}

/**
 * Events that became final in the window, a second. Events become final in groups, a checkpoint each; so it is counted from
 * the first of these moments in the window to the last, which no group is cut by.
 */
export function vazao(medidas: Iterable<Medida>, janela: Janela): number | undefined {
  const finais: number[] = [];
  for (const { registro } of medidas) {
    if (dentro(janela, registro.lote.finalizadoMs)) finais.push(registro.lote.finalizadoMs);
  }
  const primeiro = finais.reduce((menor, um) => Math.min(menor, um), Number.POSITIVE_INFINITY);
  const ultimo = finais.reduce((maior, um) => Math.max(maior, um), Number.NEGATIVE_INFINITY);
  const depois = finais.filter((um) => um > primeiro).length;
  return ultimo > primeiro ? (depois / (ultimo - primeiro)) * 1_000 : undefined;
}
