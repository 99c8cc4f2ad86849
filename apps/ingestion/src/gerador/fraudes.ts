import type { FilaPorTempo } from './fila-por-tempo.js';
import type { Loja } from './lojas.js';
import type { Pessoa } from './pessoas.js';
import type { Sorte } from './sorte.js';

/**
 * What kind of fraud a transaction is part of: `valor`, an amount far above the habit; `rajada`, a stolen card's burst;
 * `loja`, a merchant that leaks cards for some hours.
 */
export type Fraude = 'valor' | 'rajada' | 'loja';

/** A transaction about to be made. */
export interface Marcada {
  readonly pessoa: Pessoa;
  readonly loja: Loja;
  readonly valor: number;
  /** None for an honest one. */
  readonly fraude: Fraude | undefined;
}

const HORA_MS = 3_600_000;
/** How often a merchant begins to leak, by transaction, for how long, and how many buyers are met there meanwhile. */
const VAZA = { chance: 0.000_2, duraMs: 6 * HORA_MS, atinge: 0.02 };
const RAJADA_DURA_MS = 20 * 60_000;

/** Decides who cheats: what a client buys by habit, and the fraud planted in between. */
export class Fraudes {
  private vazando = { loja: 0, ateMs: 0 };

  constructor(
    private readonly sorte: Sorte,
    private readonly lojas: readonly Loja[],
    /** Share of transactions that begin a fraud of one of the first two kinds. */
    private readonly fracao: number,
  ) {}

  /** The next transaction of a client. */
  escolher(pessoa: Pessoa, agoraMs: number): Marcada {
    const { sorte, lojas, vazando } = this;
    const habitual = sorte.chance(0.9) ? sorte.de(pessoa.lojas) : sorte.ate(lojas.length);
    const loja = lojas[habitual] as Loja;
    const valor = pessoa.gasto * loja.preco * Math.exp(pessoa.variacao * sorte.normal());
    if (agoraMs < vazando.ateMs && sorte.chance(VAZA.atinge)) {
      const vazada = lojas[vazando.loja] as Loja;
      return { pessoa, loja: vazada, valor: valor * (1 + 3 * sorte.fracao()), fraude: 'loja' };
    }
    if (!sorte.chance(this.fracao)) return { pessoa, loja, valor, fraude: undefined };
    if (sorte.chance(0.5))
      return { pessoa, loja, valor: pessoa.gasto * (20 + 80 * sorte.fracao()), fraude: 'valor' };
    return { pessoa, loja, valor: valor * 2, fraude: 'rajada' };
  }

  /** Now and then a merchant begins to leak. */
  talvezVazar(agoraMs: number): void {
    if (agoraMs <= this.vazando.ateMs || !this.sorte.chance(VAZA.chance)) return;
    this.vazando = { loja: this.sorte.ate(this.lojas.length), ateMs: agoraMs + VAZA.duraMs };
  }

  /** The rest of a burst: four to eleven more within twenty minutes, wherever a card is taken. */
  rajada<T>(
    pessoa: Pessoa,
    agoraMs: number,
    futuro: FilaPorTempo<T | { readonly tipo: 'transacao'; readonly marcada: Marcada }>,
  ): void {
    const { sorte } = this;
    const quantas = 4 + sorte.ate(8);
    for (let i = 0; i < quantas; i++) {
      const loja = sorte.de(this.lojas);
      const valor = pessoa.gasto * loja.preco * (1 + 4 * sorte.fracao());
      const marcada: Marcada = { pessoa, loja, valor, fraude: 'rajada' };
      futuro.por(agoraMs + sorte.fracao() * RAJADA_DURA_MS, { tipo: 'transacao', marcada });
    }
  }
}
