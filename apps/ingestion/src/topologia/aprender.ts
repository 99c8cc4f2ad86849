import type { Normalizado } from './mensagens.js';
import { ROTULOS } from './modelo.js';
import type { Saber } from './prever.js';
import type { Dita } from './recentes.js';

/** Labels between two versions of the model. */
export const ROTULOS_POR_VERSAO = 5_000;

/** A truth, beside what had been said before it was known. */
export interface Aprendido {
  readonly probabilidade: number;
  readonly suspeita: boolean;
  /** False when the truth was known already: nothing was learned. */
  readonly novo: boolean;
}

/** Learns the truth, whether it came with the transaction or later, and keeps and restores versions of the model. */
export class Aprender {
  constructor(
    private readonly saber: Saber,
    private readonly rotulosPorVersao = ROTULOS_POR_VERSAO,
  ) {}

  /**
   * @returns undefined when there is no truth in it
   * @throws RangeError when the transaction it speaks of was not analysed
   */
  handle(dados: Normalizado, offset: number): Aprendido | undefined {
    if (dados.tipo === 'transacao') {
      if (dados.suspeita === undefined) return undefined;
      return this.aprender(offset, this.dita(offset), dados.suspeita);
    }
    if (dados.tipo === 'rotulo') {
      const { suspeita, conhecido } = dados;
      const dita = this.dita(dados.offset);
      if (!conhecido && !dita.rotulada) return this.aprender(offset, dita, suspeita);
      return { probabilidade: dita.probabilidade, suspeita, novo: false };
    }
    if (dados.tipo === 'restauracao') this.restaurar(dados.versao);
    return undefined;
  }

  private dita(transacao: number): Dita {
    const dita = this.saber.recentes.dita(transacao);
    if (dita === undefined) throw new RangeError(`no transaction was analysed at offset ${transacao}`);
    return dita;
  }

  private aprender(offset: number, dita: Dita, suspeita: boolean): Aprendido {
    const { modelo, versoes, estabelecimentos } = this.saber;
    const { probabilidade, caracteristicas, estabelecimento } = dita;
    modelo.aprender(caracteristicas, suspeita);
    estabelecimentos.set(
      estabelecimento,
      ROTULOS.quantos,
      estabelecimentos.get(estabelecimento, ROTULOS.quantos) + 1,
    );
    if (suspeita) {
      estabelecimentos.set(
        estabelecimento,
        ROTULOS.suspeitos,
        estabelecimentos.get(estabelecimento, ROTULOS.suspeitos) + 1,
      );
    }
    versoes.rotulos += 1;
    if (versoes.rotulos % this.rotulosPorVersao === 0) versoes.guardar(offset, modelo.save());
    return { probabilidade, suspeita, novo: true };
  }

  private restaurar(numero: number): void {
    const { modelo, versoes } = this.saber;
    const versao = versoes.achar(numero);
    // Forgotten between the order and its turn: the model stays as it is.
    if (versao === undefined) return;
    modelo.load(versao.modelo);
    versoes.emUso = numero;
  }
}
