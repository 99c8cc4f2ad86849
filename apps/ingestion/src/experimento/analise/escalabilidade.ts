import { minimosQuadrados } from './minimos-quadrados.js';

/** Throughput that was measured with so many instances. */
export interface PontoDeCarga {
  readonly instancias: number;
  readonly porSegundo: number;
}

/**
 * The universal scalability law (N. J. Gunther, 1993): X(N) = λN / (1 + σ(N − 1) + κN(N − 1)).
 */
export interface Escalabilidade {
  /** λ: throughput of one instance that waits for nobody, events/s. */
  readonly lambda: number;
  /** σ: share of the work that goes one after the other (contention). */
  readonly sigma: number;
  /** κ: cost of agreeing, for each pair (crosstalk, coherency). */
  readonly kappa: number;
  /** Share of the variance of the measured throughput that the curve explains. */
  readonly r2: number;
  /** Root mean square of what the curve is off by, over the mean throughput. */
  readonly erroRelativo: number;
}

type Lei = Pick<Escalabilidade, 'lambda' | 'sigma' | 'kappa'>;

/** Fewer different counts than this leave nothing to check three parameters against. */
export const MENOS_CONTAGENS = 4;
const REPESAGENS = 20;

/** Which of σ and κ are let differ from 0. */
const FORMAS = [
  [true, true],
  [true, false],
  [false, true],
  [false, false],
] as const;

/**
 * Fits the law by least squares, with λ > 0, σ ≥ 0 and κ ≥ 0. N/X is linear in (1, σ, κ)/λ; each residual is weighted so
 * that it counts as much as its error in X, and every combination of free parameters is tried, because the best point
 * within bounds lies inside or on one of them.
 *
 * @returns undefined for fewer than {@link MENOS_CONTAGENS} different counts
 */
export function ajustarEscalabilidade(pontos: readonly PontoDeCarga[]): Escalabilidade | undefined {
  const medidos = pontos.filter(({ porSegundo }) => porSegundo > 0);
  if (new Set(medidos.map(({ instancias }) => instancias)).size < MENOS_CONTAGENS) return undefined;
  let melhor: { readonly lei: Lei; readonly erro: number } | undefined;
  for (const [comSigma, comKappa] of FORMAS) {
    const lei = ajustarForma(medidos, comSigma, comKappa);
    if (lei === undefined) continue;
    const erro = somaDosQuadrados(medidos, (n) => vazaoPrevista(lei, n));
    // A simpler law wins unless another is truly better, not by a rounding error.
    if (melhor === undefined || erro < melhor.erro * (1 - 1e-9)) melhor = { lei, erro };
  }
  if (melhor === undefined) return undefined;
  const media = medidos.reduce((soma, { porSegundo }) => soma + porSegundo, 0) / medidos.length;
  const variancia = somaDosQuadrados(medidos, () => media);
  return {
    ...melhor.lei,
    r2: variancia === 0 ? 1 : 1 - melhor.erro / variancia,
    erroRelativo: Math.sqrt(melhor.erro / medidos.length) / media,
  };
}

/** Throughput by the law, events/s. */
export function vazaoPrevista({ lambda, sigma, kappa }: Lei, n: number): number {
  return (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

export type Joelho =
  | { readonly tipo: 'na faixa'; readonly instancias: number; readonly porSegundo: number }
  /** Beyond what was measured: where it would be, if the law held that far. */
  | { readonly tipo: 'fora da faixa'; readonly instancias: number }
  /** κ = 0: throughput only approaches its ceiling, λ/σ; undefined when σ = 0 too, and there is none. */
  | { readonly tipo: 'sem joelho'; readonly tetoPorSegundo: number | undefined };

const R2_BOM = 0.9;
const ERRO_BOM = 0.1;

/**
 * Whether the points do not follow the curve, so that its knee is worth nothing. Where throughput hardly differs there is
 * little variance to explain: then it is enough to be near.
 */
export const ajusteFraco = ({ r2, erroRelativo }: Escalabilidade): boolean =>
  r2 < R2_BOM && erroRelativo > ERRO_BOM;

/** Where throughput is highest: N* = √((1 − σ)/κ). */
export function joelhoDe(lei: Lei, maisInstancias: number): Joelho {
  const { lambda, sigma, kappa } = lei;
  if (kappa === 0) return { tipo: 'sem joelho', tetoPorSegundo: sigma === 0 ? undefined : lambda / sigma };
  const instancias = Math.max(1, Math.sqrt(Math.max(0, 1 - sigma) / kappa));
  return instancias <= maisInstancias
    ? { tipo: 'na faixa', instancias, porSegundo: vazaoPrevista(lei, instancias) }
    : { tipo: 'fora da faixa', instancias };
}

function ajustarForma(
  pontos: readonly PontoDeCarga[],
  comSigma: boolean,
  comKappa: boolean,
): Lei | undefined {
  const colunas = pontos.map(({ instancias: n }) => [
    1,
    ...(comSigma ? [n - 1] : []),
    ...(comKappa ? [n * (n - 1)] : []),
  ]);
  const alvos = pontos.map(({ instancias, porSegundo }) => instancias / porSegundo);
  let previstas = pontos.map(({ porSegundo }) => porSegundo);
  let lei: Lei | undefined;
  for (let vez = 0; vez < REPESAGENS; vez++) {
    const pesos = pontos.map(
      ({ instancias, porSegundo }, i) => ((porSegundo * (previstas[i] as number)) / instancias) ** 2,
    );
    const solucao = minimosQuadrados(colunas, alvos, pesos);
    if (solucao === undefined) return undefined;
    const [um = 0, ...resto] = solucao;
    if (!(um > 0) || resto.some((valor) => valor < 0)) return undefined;
    const sigma = comSigma ? (resto.shift() as number) / um : 0;
    const kappa = comKappa ? (resto.shift() as number) / um : 0;
    lei = { lambda: 1 / um, sigma, kappa };
    const atual = lei;
    previstas = pontos.map(({ instancias }) => vazaoPrevista(atual, instancias));
  }
  return lei;
}

const somaDosQuadrados = (pontos: readonly PontoDeCarga[], prevista: (n: number) => number): number =>
  pontos.reduce((soma, { instancias, porSegundo }) => soma + (porSegundo - prevista(instancias)) ** 2, 0);
