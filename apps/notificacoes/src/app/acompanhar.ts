import type { Notificacao } from '../domain/notificacao.js';
import type { Notificacoes, Sinal } from './ports.js';

const BATCH = 100;
/** Another process may write to the same store, and it can't wake this one. */
const LOOK_AGAIN_MS = 5_000;

/**
 * A user's notifications after an id, and then as they are made, each once and in order. A watcher that is slow reads
 * on from the store by its last id, so nothing piles up for it. Ends when the signal is aborted.
 *
 * @param aposId only new ones when empty
 */
export const createAcompanhar = ({
  notificacoes,
  novidades,
}: {
  readonly notificacoes: Notificacoes;
  readonly novidades: Sinal;
}) =>
  async function* acompanhar(
    idUsuario: string,
    aposId: string,
    signal: AbortSignal,
  ): AsyncIterable<Notificacao> {
    let last = aposId === '' ? await notificacoes.ultimoId() : aposId;
    while (!signal.aborted) {
      // Asked for before the store is read, so that what is stored in between wakes it.
      const news = novidades.esperar(signal, LOOK_AGAIN_MS);
      const found = await notificacoes.listarApos(idUsuario, last, BATCH);
      for (const notificacao of found) {
        if (signal.aborted) return;
        yield notificacao;
        last = notificacao.id;
      }
      if (found.length === 0) await news;
    }
  };
