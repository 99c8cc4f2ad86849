import type { Concluido } from './despachante.js';

/** Each bucket reaches one hundredth further than the one before. */
const PASSO = Math.log(1.01);
/** A microsecond, in ms: what is shorter counts as that. */
const MENOR_MS = 0.001;

/** Times in little memory however many there are: percentiles are off by one in a hundred at most. */
export class Tempos {
  private readonly baldes: number[] = [];
  private quantos = 0;
  private somaMs = 0;
  private maximoMs = 0;

  juntar(ms: number): void {
    const balde = Math.max(0, Math.ceil(Math.log(Math.max(ms, MENOR_MS) / MENOR_MS) / PASSO));
    this.baldes[balde] = (this.baldes[balde] ?? 0) + 1;
    this.quantos += 1;
    this.somaMs += ms;
    this.maximoMs = Math.max(this.maximoMs, ms);
  }

  /** The time that this share of them, from 0 to 1, does not exceed; 0 when there are none. */
  quantil(fracao: number): number {
    let faltam = Math.ceil(this.quantos * fracao);
    for (const [balde, vezes = 0] of this.baldes.entries()) {
      faltam -= vezes;
      if (vezes > 0 && faltam <= 0) return Math.min(this.maximoMs, MENOR_MS * Math.exp(balde * PASSO));
    }
    return this.maximoMs;
  }

  resumo(): ResumoDeTempos {
    const arredondar = (ms: number): number => Math.round(ms * 1_000) / 1_000;
    return {
      media: arredondar(this.quantos === 0 ? 0 : this.somaMs / this.quantos),
      p50: arredondar(this.quantil(0.5)),
      p90: arredondar(this.quantil(0.9)),
      p99: arredondar(this.quantil(0.99)),
      p999: arredondar(this.quantil(0.999)),
      maximo: arredondar(this.maximoMs),
    };
  }
}

/** In milliseconds. */
export interface ResumoDeTempos {
  readonly media: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly maximo: number;
}

/** What became of the events of a run. */
export class Contagem {
  /** Events with their answer or given up on; duplicates not counted. */
  eventos = 0;
  aceitos = 0;
  /** Duplicates that were sent. */
  duplicados = 0;
  readonly recusados: Record<string, number> = {};
  /** Never acknowledged. */
  readonly erros: Record<string, number> = {};
  /** From when an event should have been sent to its answer. */
  readonly latencia = new Tempos();
  /** From when it should have been sent to when it was. */
  readonly atraso = new Tempos();

  juntar({ item, previstoMs, envioMs, respostaMs, resultado }: Concluido): void {
    const [desfecho, qual = ''] = resultado.split(':');
    if (desfecho === 'erro') this.erros[qual] = (this.erros[qual] ?? 0) + 1;
    if (item.repetido) {
      this.duplicados += 1;
      return;
    }
    this.eventos += 1;
    if (desfecho === 'aceito') this.aceitos += 1;
    if (desfecho === 'recusado') this.recusados[qual] = (this.recusados[qual] ?? 0) + 1;
    this.latencia.juntar(respostaMs - previstoMs);
    this.atraso.juntar(envioMs - previstoMs);
  }

  get quantosErros(): number {
    return Object.values(this.erros).reduce((soma, vezes) => soma + vezes, 0);
  }
}
