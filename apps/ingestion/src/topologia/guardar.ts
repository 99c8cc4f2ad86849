import type { Aprendido } from './aprender.js';
import type { Classificada, Enriquecida } from './mensagens.js';
import type { Prevista } from './prever.js';
import type { Recentes } from './recentes.js';
import type { Resultados } from './resultados.js';

/** Writes what was found of an event into its row. */
export class Guardar {
  constructor(
    private readonly resultados: Resultados,
    private readonly recentes: Recentes,
  ) {}

  transacao(
    { transacao }: Enriquecida,
    classificada: Classificada,
    prevista: Prevista,
    offset: number,
  ): void {
    this.resultados.transacao(offset, transacao, classificada, prevista, this.recentes);
  }

  rotulo(aprendido: Aprendido, offset: number): void {
    this.resultados.rotulo(offset, aprendido);
  }

  outro(offset: number): void {
    this.resultados.outro(offset);
  }
}
