import type { Serie } from '../analise/sumario.js';
import { instanciasEm } from '../textos.js';
import { COR, desenhar, eixo, eixoLogaritmico, legenda, MOLDURA, titulo } from './desenhar.js';

/** Each decade towards 100 % is as wide as the one before: the tail is where the differences are. */
const lugarDe = (por: number): number => -Math.log10(1 - Math.min(por, 99.9999) / 100);
const MARCAS: Readonly<Record<number, string>> = {
  0: '0 %',
  1: '90 %',
  2: '99 %',
  3: '99,9 %',
  4: '99,99 %',
};
const TRACOS = ['solid', 'dashed', 'dotted'] as const;

/** Latency by percentile, a curve for each count of instances. */
export function graficoDePercentis({ fechada }: Serie): string {
  const cores = Object.values(COR);
  return desenhar({
    title: titulo('Distribuição da latência (laço fechado)'),
    legend: legenda(),
    grid: MOLDURA,
    xAxis: {
      type: 'value',
      min: 0,
      max: Math.max(...fechada.map(({ curva }) => lugarDe(curva.at(-1)?.por ?? 0))),
      interval: 1,
      ...eixo('percentil dos eventos', 32),
      axisLabel: { color: '#222', fontSize: 12, formatter: (valor: number) => MARCAS[valor] ?? '' },
    },
    yAxis: eixoLogaritmico('latência até a finalização (ms, escala log)', 60),
    series: fechada.map(({ carga, curva }, i) => ({
      name: instanciasEm(carga.instancias),
      type: 'line',
      symbol: 'none',
      lineStyle: {
        width: 2,
        color: cores[i % cores.length] as string,
        type: TRACOS[i % TRACOS.length] as 'solid',
      },
      itemStyle: { color: cores[i % cores.length] as string },
      data: curva.map(({ por, ms }) => [lugarDe(por), Math.max(0.1, ms)]),
    })),
  });
}
