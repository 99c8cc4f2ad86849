import type { RelogioDoEmissor } from '../analise/acertar-relogios.js';
import type { Correlacao, Falta } from '../analise/correlacionar.js';
import type { Contagem, Relogio } from '../analise/sumario.js';

const MAIS_FALTAS = 20;

/** Sums what the runs of an experiment found. */
export class Contas {
  private enviados = 0;
  private finalizados = 0;
  private soma = {
    recusados: 0,
    incertosGuardados: 0,
    incertosPerdidos: 0,
    mortos: 0,
    alheios: 0,
    quantasFaltas: 0,
  };
  private faltas: Falta[] = [];

  juntar(enviados: number, correlacao: Correlacao): void {
    this.enviados += enviados;
    this.finalizados += correlacao.medidas.length;
    for (const nome of Object.keys(this.soma) as (keyof typeof this.soma)[])
      this.soma[nome] += correlacao[nome];
    this.faltas = [...this.faltas, ...correlacao.faltas].slice(0, MAIS_FALTAS);
  }

  get contagem(): Contagem {
    return { ...this.soma, enviados: this.enviados, finalizados: this.finalizados, faltas: this.faltas };
  }
}

/** One line for all senders that one machine had: no difference is further off than this says. */
export function relogioDaMaquina(
  origem: string,
  relogios: readonly RelogioDoEmissor[],
  corrigido: boolean,
): Relogio | undefined {
  if (relogios.length === 0) return undefined;
  const diferencaMs = relogios.reduce((soma, um) => soma + um.diferencaMs, 0) / relogios.length;
  return {
    origem,
    diferencaMs,
    incertezaMs: relogios.reduce(
      (maior, um) => Math.max(maior, Math.abs(um.diferencaMs - diferencaMs) + um.incertezaMs),
      0,
    ),
    amostras: relogios.reduce((soma, { amostras }) => soma + amostras, 0),
    corrigido,
  };
}
