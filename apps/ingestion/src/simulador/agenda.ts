import { Sorte } from '../gerador/sorte.js';

/**
 * When events are due in an open loop: a Poisson process, as many senders who know nothing of each other make it. Its
 * gaps are exponential with mean 1/rate; the same seed gives the same schedule.
 */
export class Agenda {
  private readonly sorte: Sorte;
  private horaMs: number;

  constructor(
    private readonly porSegundo: number,
    semente: number,
    inicioMs: number,
  ) {
    this.sorte = new Sorte(semente);
    this.horaMs = inicioMs;
  }

  /** Of the next event, ms since 1970. */
  proximaMs(): number {
    this.horaMs += this.sorte.exponencial(1_000 / this.porSegundo);
    return this.horaMs;
  }
}
