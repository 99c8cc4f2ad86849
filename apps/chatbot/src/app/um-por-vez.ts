/**
 * Lets in one at a time per key, in the order in which they came, so that a request repeated while the first is still
 * being answered waits for that answer in place of making another.
 */
export class UmPorVez {
  /** Per key, when everybody who came so far has left. */
  private readonly filas = new Map<string, Promise<unknown>>();

  /**
   * Waits for its turn.
   *
   * @returns how to leave; to be called once
   * @throws the reason of the signal when the caller gives up the wait
   */
  async entrar(chave: string, signal: AbortSignal): Promise<() => void> {
    const anteriores = this.filas.get(chave);
    let sair: () => void = () => {};
    const minha = new Promise<void>((resolve) => {
      sair = resolve;
    });
    const fila = Promise.all([anteriores, minha]).then(() => {
      if (this.filas.get(chave) === fila) this.filas.delete(chave);
    });
    this.filas.set(chave, fila);
    try {
      if (anteriores !== undefined) await orAbort(anteriores, signal);
    } catch (error) {
      sair();
      throw error;
    }
    return sair;
  }
}

function orAbort(wait: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    void wait.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
