import type { Carga, ModoDoPipeline } from '../analise/sumario.js';

/** One run that is to be made. */
export interface Passo {
  readonly pipeline: ModoDoPipeline;
  readonly carga: Carga;
  readonly repeticao: number;
}

export interface PlanoFechado {
  readonly pipeline: ModoDoPipeline;
  readonly instancias: readonly number[];
  readonly repeticoes: number;
}

/**
 * Closed-loop runs, the repetitions between each other and every other time backwards: what changes over the time of an
 * experiment, as the log of the server grows, falls on all counts alike.
 */
export function planoFechado({ pipeline, instancias, repeticoes }: PlanoFechado): readonly Passo[] {
  return Array.from({ length: repeticoes }, (_, vez) => {
    const ordem = vez % 2 === 0 ? instancias : [...instancias].reverse();
    return ordem.map(
      (quantas): Passo => ({
        pipeline,
        carga: { tipo: 'fechada', instancias: quantas },
        repeticao: vez + 1,
      }),
    );
  }).flat();
}

export interface PlanoAberto {
  readonly pipeline: ModoDoPipeline;
  readonly taxas: readonly number[];
  readonly instancias: number;
  readonly repeticoes: number;
}

export function planoAberto({ pipeline, taxas, instancias, repeticoes }: PlanoAberto): readonly Passo[] {
  return Array.from({ length: repeticoes }, (_, vez) => {
    const ordem = vez % 2 === 0 ? taxas : [...taxas].reverse();
    return ordem.map(
      (porSegundo): Passo => ({
        pipeline,
        carga: { tipo: 'aberta', instancias, porSegundo },
        repeticao: vez + 1,
      }),
    );
  }).flat();
}

/** Shares of the highest throughput of the closed loop that the open loop offers, when nobody says which rates. */
const PARTES = [0.25, 0.5, 0.75, 0.9];

/** Rates with two digits that count, so that they can be read and asked for again. */
export function taxasDe(maiorVazao: number): readonly number[] {
  return [...new Set(PARTES.map((parte) => Number((maiorVazao * parte).toPrecision(2))))].filter(
    (taxa) => taxa > 0,
  );
}

/** Of starting and ending a simulator, and of reading what a run left; measured on two cores. */
const INICIO_SEGUNDOS = 1.5;
const POR_INSTANCIA_SEGUNDOS = 0.35;

/** About how long a run takes. */
export const segundosDe = ({ carga }: Passo, cargaSegundos: number): number =>
  INICIO_SEGUNDOS + POR_INSTANCIA_SEGUNDOS * carga.instancias + cargaSegundos;

/** How long simulators may take until all of them can begin together. */
export const larguraDaPartidaMs = (instancias: number): number => 1_200 + 300 * instancias;

export const descreverPasso = ({ carga, repeticao }: Passo): string =>
  carga.tipo === 'fechada'
    ? `laço fechado, instâncias: ${carga.instancias}, repetição ${repeticao}`
    : `laço aberto, ${carga.porSegundo}/s, repetição ${repeticao}`;
