import type { KeyedTable, Stateful } from '@trilha/pipeline';
import { HalfSpaceTrees, LogisticRegression, StandardScaler } from '@trilha/pipeline/online';
import { DIMENSAO } from '../domain/caracteristicas.js';
import { juntar, separar } from './juntar.js';

/** Features of the linear part: those of the transaction, and how unusual the trees find it. */
const ENTRADAS = DIMENSAO + 1;
/** Above this a transaction counts as suspicious. */
export const LIMIAR = 0.5;
/** Columns of what labels say of a merchant. */
export const ROTULOS = { quantos: 0, suspeitos: 1 } as const;
/** Share of suspicious transactions and weight of the belief before there are labels (a Beta prior). */
const PRIOR = { suspeitas: 0.02, peso: 10 };

export interface ModeloOptions {
  readonly seed: number;
  /** Of so many transactions one teaches scale and anomaly trees what is usual. 4. */
  readonly umaEmCada: number;
}

/**
 * Suspicion of a transaction: logistic regression over scaled features, one of which is the anomaly score of
 * half-space trees, so that something unusual is noticed before there is any label.
 */
export class Modelo implements Stateful {
  private readonly escala = new StandardScaler(ENTRADAS);
  private readonly linear = new LogisticRegression(ENTRADAS, { classWeights: [1, 8] });
  private readonly arvores: HalfSpaceTrees;
  private readonly entradas = new Float64Array(ENTRADAS);
  private readonly escaladas = new Float64Array(ENTRADAS);
  private readonly saida = new Float64Array(2);
  private readonly contribuicoes = new Float64Array(ENTRADAS + 1);
  private vistas = 0;

  constructor(private readonly options: ModeloOptions) {
    this.arvores = new HalfSpaceTrees(DIMENSAO, { seed: options.seed, trees: 8, height: 6, window: 512 });
  }

  /** Probability that it is suspicious. */
  prever(x: Float64Array): number {
    this.preparar(x);
    this.linear.probabilities(this.escaladas, this.saida);
    return this.saida[1] as number;
  }

  /** What each feature of the transaction predicted last added to the log-odds; valid until the next call. */
  pesos(): Float64Array {
    const pesos = this.linear.coefficients(this.contribuicoes);
    for (let i = 0; i < DIMENSAO; i++) pesos[i] = (pesos[i] as number) * (this.escaladas[i] as number);
    return pesos;
  }

  /** Learns what is usual, from the transaction predicted last: nobody has to know the truth for that. */
  observar(): void {
    this.vistas += 1;
    if (this.vistas % this.options.umaEmCada !== 0) return;
    this.arvores.learn(this.entradas.subarray(0, DIMENSAO));
    this.escala.learn(this.entradas);
  }

  /** Learns the truth. */
  aprender(x: Float64Array, suspeita: boolean): void {
    this.preparar(x);
    this.linear.learn(this.escaladas, Number(suspeita));
  }

  save(): Uint8Array {
    const vistas = new Uint8Array(new Float64Array([this.vistas]).buffer);
    return juntar([vistas, this.escala.save(), this.linear.save(), this.arvores.save()]);
  }

  load(bytes: Uint8Array): void {
    const [vistas, escala, linear, arvores] = separar(bytes, 4) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    this.escala.load(escala);
    this.linear.load(linear);
    this.arvores.load(arvores);
    this.vistas = Buffer.from(vistas).readDoubleLE(0);
  }

  private preparar(x: Float64Array): void {
    this.entradas.set(x);
    this.entradas[DIMENSAO] = this.arvores.score(x);
    this.escala.transform(this.entradas, this.escaladas);
  }
}

/** Share of a merchant's labelled transactions that were suspicious, drawn towards the usual share while they are few. */
export function riscoDe(estabelecimentos: KeyedTable, linha: number | undefined): number {
  const quantos = linha === undefined ? 0 : estabelecimentos.get(linha, ROTULOS.quantos);
  const suspeitos = linha === undefined ? 0 : estabelecimentos.get(linha, ROTULOS.suspeitos);
  return (suspeitos + PRIOR.suspeitas * PRIOR.peso) / (quantos + PRIOR.peso);
}
