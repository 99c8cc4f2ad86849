import type { Tempo } from './tempo.js';

/** A clock that moves only when told, and rings what is due on its way. */
export class TempoFalso implements Tempo {
  private agora = 1_000_000;
  private alarmes: { readonly quando: number; readonly tocar: () => void }[] = [];

  agoraMs(): number {
    return this.agora;
  }

  alarme(ms: number, tocar: () => void): () => void {
    const alarme = { quando: this.agora + Math.max(0, ms), tocar };
    this.alarmes.push(alarme);
    return () => {
      this.alarmes = this.alarmes.filter((um) => um !== alarme);
    };
  }

  /** Resolves when everything that was to happen until then has happened. */
  async avancar(ms: number): Promise<void> {
    const ate = this.agora + ms;
    for (;;) {
      await assentar();
      const [primeiro] = this.alarmes
        .filter(({ quando }) => quando <= ate)
        .sort((a, b) => a.quando - b.quando);
      if (primeiro === undefined) break;
      this.agora = Math.max(this.agora, primeiro.quando);
      this.alarmes = this.alarmes.filter((um) => um !== primeiro);
      primeiro.tocar();
    }
    this.agora = ate;
    await assentar();
  }
}

/** Resolves when no promise that could go on is left. */
export const assentar = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
