import type { ResumoDeLatencias } from '../analise/resumir-latencias.js';
import type { Nivel, Serie } from '../analise/sumario.js';
import { COR, desenhar, eixo, eixoCortado, eixoLogaritmico, legenda, MOLDURA, titulo } from './desenhar.js';

const LINHAS: readonly {
  readonly nome: string;
  readonly de: (latencia: ResumoDeLatencias) => number;
  readonly cor: string;
  readonly simbolo: string;
}[] = [
  { nome: 'p50', de: ({ p50Ms }) => p50Ms, cor: COR.azul, simbolo: 'circle' },
  { nome: 'média', de: ({ mediaMs }) => mediaMs, cor: COR.cinza, simbolo: 'emptyCircle' },
  { nome: 'p90', de: ({ p90Ms }) => p90Ms, cor: COR.verde, simbolo: 'rect' },
  { nome: 'p99', de: ({ p99Ms }) => p99Ms, cor: COR.amarelo, simbolo: 'triangle' },
  { nome: 'p99,9', de: ({ p999Ms }) => p999Ms, cor: COR.laranja, simbolo: 'diamond' },
  { nome: 'máxima', de: ({ maximaMs }) => maximaMs, cor: COR.rosa, simbolo: 'emptyDiamond' },
];

const linhasDe = (niveis: readonly Nivel[], x: (nivel: Nivel) => number) =>
  LINHAS.map(({ nome, de, cor, simbolo }) => ({
    name: nome,
    type: 'line' as const,
    symbol: simbolo,
    symbolSize: 9,
    lineStyle: { width: 2, color: cor },
    itemStyle: { color: cor },
    // A logarithm has no place for 0.
    data: niveis.map((nivel) => [x(nivel), Math.max(0.1, de(nivel.latencia))]),
  }));

const NOME_DO_Y = 'latência até a finalização (ms, escala log)';

export function graficoDeLatencia({ fechada }: Serie): string {
  const maior = Math.max(...fechada.map(({ carga }) => carga.instancias));
  return desenhar({
    title: titulo('Latência por número de instâncias (laço fechado)'),
    legend: legenda(),
    grid: MOLDURA,
    xAxis: { type: 'value', min: 0, max: maior * 1.05, ...eixoCortado('instâncias do simulador', 32) },
    yAxis: eixoLogaritmico(NOME_DO_Y, 60),
    series: linhasDe(fechada, ({ carga }) => carga.instancias),
  });
}

/** Latency from when each event was due, by how many were due a second. */
export function graficoDeLatenciaPorTaxa({ aberta }: Serie): string {
  return desenhar({
    title: titulo('Latência por taxa oferecida (laço aberto)'),
    legend: legenda(),
    grid: MOLDURA,
    xAxis: { type: 'value', min: 0, ...eixo('eventos oferecidos por segundo', 32) },
    yAxis: eixoLogaritmico(NOME_DO_Y, 60),
    series: linhasDe(aberta, ({ carga }) => (carga.tipo === 'aberta' ? carga.porSegundo : 0)),
  });
}
