import type { Serie } from '../analise/sumario.js';
import { COR, desenhar, eixo, legenda, MOLDURA, titulo } from './desenhar.js';

/** Who used the processor at each count of instances, against what there is. */
export function graficoDeProcessador({ fechada }: Serie, nucleos: number): string {
  const medidos = fechada.filter(({ cpu }) => cpu !== undefined);
  const barra = (name: string, color: string, data: readonly number[]) => ({
    name,
    type: 'bar' as const,
    stack: 'tudo',
    barWidth: '50%',
    itemStyle: { color },
    data: [...data],
  });
  const servidor = medidos.map(({ cpu }) => cpu?.servidor ?? 0);
  const simuladores = medidos.map(({ cpu }) => cpu?.simuladores ?? 0);
  const resto = medidos.map(({ cpu }, i) =>
    Math.max(0, (cpu?.maquina ?? 0) - (servidor[i] as number) - (simuladores[i] as number)),
  );
  return desenhar({
    title: titulo('Uso do processador (laço fechado)'),
    legend: legenda(),
    grid: MOLDURA,
    xAxis: {
      type: 'category',
      data: medidos.map(({ carga }) => String(carga.instancias)),
      ...eixo('instâncias do simulador', 32),
      axisLabel: { color: '#222', fontSize: 12 },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: Math.max(nucleos, 1) * 1.1,
      interval: Math.max(0.5, nucleos / 8),
      ...eixo('núcleos ocupados', 48),
    },
    series: [
      barra('servidor', COR.azul, servidor),
      barra('simuladores', COR.amarelo, simuladores),
      {
        ...barra('o resto da máquina', '#c8c8c8', resto),
        markLine: {
          symbol: 'none',
          silent: true,
          lineStyle: { color: '#222', type: 'dashed' },
          label: { formatter: 'todos', color: '#222', position: 'insideEndTop' },
          data: [{ yAxis: nucleos }],
        },
      },
    ],
  });
}
