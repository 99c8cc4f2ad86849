/** The clock of a sender, and what wakes it. */
export interface Tempo {
  /** Since 1970, with fractions of a millisecond; it never goes back. */
  agoraMs(): number;
  /** Rings once after so many milliseconds. Gives what takes the alarm away. */
  alarme(ms: number, tocar: () => void): () => void;
}

export const tempoDoSistema: Tempo = {
  agoraMs: () => performance.timeOrigin + performance.now(),
  alarme: (ms, tocar) => {
    const timer = setTimeout(tocar, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};

/** Whole microseconds since 1970, as they stand in the log of what was sent. */
export const emMicrossegundos = (ms: number): number => Math.round(ms * 1_000);

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export const pausar = (tempo: Tempo, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const fim = (): void => {
      desarmar();
      signal.removeEventListener('abort', fim);
      resolve();
    };
    const desarmar = tempo.alarme(ms, fim);
    signal.addEventListener('abort', fim, { once: true });
  });
