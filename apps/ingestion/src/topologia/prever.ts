import { type KeyedTable, RowCache } from '@trilha/pipeline';
import { caracteristicas, DIMENSAO, razoesOrdenadas } from '../domain/caracteristicas.js';
import type { Enriquecida } from './mensagens.js';
import { LIMIAR, type Modelo, riscoDe } from './modelo.js';
import type { Recentes } from './recentes.js';
import type { Versoes } from './versoes.js';

/** What the model and the labels together hold; the nodes that predict and that learn share it. */
export interface Saber {
  readonly modelo: Modelo;
  readonly versoes: Versoes;
  /** What labels say of each merchant. */
  readonly estabelecimentos: KeyedTable;
  readonly recentes: Recentes;
}

/** What the model said of a transaction. */
export interface Prevista {
  readonly probabilidade: number;
  readonly suspeita: boolean;
  /** Positions of the features that weighed most, the strongest first; none where it does not count as suspicious. */
  readonly razoes: readonly number[];
  readonly versao: number;
}

const NENHUMA: readonly number[] = [];

/** Says how suspicious a transaction is before anything of it is learned. */
export class Prever {
  private readonly x = new Float64Array(DIMENSAO);

  private readonly linhas: RowCache;

  constructor(private readonly saber: Saber) {
    this.linhas = new RowCache(saber.estabelecimentos);
  }

  handle({ transacao, situacao }: Enriquecida, offset: number): Prevista {
    const { modelo, estabelecimentos, recentes } = this.saber;
    const { nome, numero } = transacao.estabelecimento;
    const linha = this.linhas.row(nome, numero);
    const x = caracteristicas(situacao, riscoDe(estabelecimentos, linha), this.x);
    const prevista = this.dizer(x);
    modelo.observar();
    recentes.lembrar(offset, x, prevista.probabilidade, linha, transacao.suspeita !== undefined);
    return prevista;
  }

  /** The same for a transaction that is only asked about. */
  perguntar({ transacao, situacao }: Enriquecida): Prevista {
    const { estabelecimentos } = this.saber;
    const linha = estabelecimentos.find(transacao.estabelecimento.nome);
    return this.dizer(caracteristicas(situacao, riscoDe(estabelecimentos, linha), this.x));
  }

  private dizer(x: Float64Array): Prevista {
    const { modelo, versoes } = this.saber;
    const probabilidade = modelo.prever(x);
    const suspeita = probabilidade > LIMIAR;
    const razoes = suspeita ? razoesOrdenadas(modelo.pesos()) : NENHUMA;
    return { probabilidade, suspeita, razoes, versao: versoes.emUso };
  }
}
