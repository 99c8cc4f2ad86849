import { razoesOrdenadas } from '../domain/caracteristicas.js';
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
    const dita = this.recentes.dita(offset);
    if (dita === undefined) throw new Error(`nothing was said of the transaction at ${offset}`);
    const { pesos } = prevista;
    const razoes = pesos === undefined ? [] : razoesOrdenadas(pesos);
    this.resultados.transacao(offset, transacao, classificada, { ...prevista, razoes }, dita);
  }

  rotulo(aprendido: Aprendido, offset: number): void {
    this.resultados.rotulo(offset, aprendido);
  }

  outro(offset: number): void {
    this.resultados.outro(offset);
  }
}
