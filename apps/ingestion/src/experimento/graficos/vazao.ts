import { ajusteFraco, vazaoPrevista } from '../analise/escalabilidade.js';
import type { Serie } from '../analise/sumario.js';
import { COR, desenhar, eixo, eixoCortado, legenda, MOLDURA, titulo } from './desenhar.js';

const PASSOS = 120;

/** Throughput by instances: every run, the mean, and the curve of the law with its knee. */
export function graficoDeVazao({ fechada, pontos, lei, joelho }: Serie): string {
  const maior = Math.max(...pontos.map(({ instancias }) => instancias));
  const curva =
    lei === undefined
      ? []
      : Array.from({ length: PASSOS + 1 }, (_, i) => {
          const n = 1 + ((maior - 1) * i) / PASSOS;
          return [n, vazaoPrevista(lei, n)];
        });
  return desenhar({
    title: titulo('Vazão por número de instâncias (laço fechado)'),
    legend: legenda(),
    grid: MOLDURA,
    xAxis: { type: 'value', min: 0, max: maior * 1.05, ...eixoCortado('instâncias do simulador', 32) },
    yAxis: { type: 'value', min: 0, ...eixo('eventos finalizados por segundo', 64) },
    series: [
      {
        name: 'cada repetição',
        type: 'scatter',
        symbolSize: 8,
        itemStyle: { color: COR.ceu },
        data: pontos.map(({ instancias, porSegundo }) => [instancias, porSegundo]),
      },
      {
        name: 'média',
        type: 'line',
        symbol: 'circle',
        symbolSize: 9,
        lineStyle: { width: 2, color: COR.azul },
        itemStyle: { color: COR.azul },
        data: fechada.map(({ carga, vazao }) => [carga.instancias, vazao.media]),
      },
      {
        name: 'lei universal da escalabilidade',
        type: 'line',
        symbol: 'none',
        lineStyle: { width: 2, type: 'dashed', color: COR.laranja },
        itemStyle: { color: COR.laranja },
        data: curva,
        ...(joelho?.tipo === 'na faixa' && lei !== undefined && !ajusteFraco(lei)
          ? {
              markLine: {
                symbol: 'none',
                silent: true,
                lineStyle: { color: COR.cinza, type: 'dotted' },
                label: { formatter: 'joelho', color: '#222' },
                data: [{ xAxis: joelho.instancias }],
              },
            }
          : {}),
      },
    ].filter(({ data }) => data.length > 0) as never,
  });
}
