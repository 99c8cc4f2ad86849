import type { Nivel, Serie } from '../analise/sumario.js';
import { instanciasEm, numero } from '../textos.js';
import { COR, desenhar, eixoCortado, legenda, titulo } from './desenhar.js';

const POR_LINHA = 30;

/** Waiting and service of every stage, at the smallest load and at the largest. */
export function graficoDeEtapas({ fechada }: Serie): string {
  const niveis = [...new Set([fechada[0], fechada.at(-1)])].filter((nivel) => nivel !== undefined);
  const nomes = [...new Set(niveis.flatMap(({ etapas }) => etapas.map(({ etapa }) => etapa)))];
  const largura = niveis.length === 1 ? 66 : 32;
  const altura = 150 + POR_LINHA * nomes.length;
  const maior = Math.max(
    ...niveis.flatMap(({ etapas }) => etapas.map(({ filaMs, servicoMs }) => filaMs + servicoMs)),
  );
  return desenhar(
    {
      title: [
        titulo('Onde o tempo passa: espera e serviço por etapa (média por evento)'),
        ...niveis.map(({ carga }, i) => ({
          text: instanciasEm(carga.instancias),
          left: `${28 + 37 * i + largura / 2}%`,
          top: 34,
          textAlign: 'center' as const,
          textStyle: { fontSize: 13, color: '#222' },
        })),
      ],
      legend: legenda(['espera', 'serviço']),
      grid: niveis.map((_, i) => ({
        left: `${28 + 37 * i}%`,
        width: `${largura}%`,
        top: 62,
        bottom: 84,
      })),
      xAxis: niveis.map((_, gridIndex) => ({
        type: 'value' as const,
        gridIndex,
        // Room for the figure behind the longest bar.
        max: maior * 1.15,
        ...eixoCortado('ms por evento', 30),
      })),
      yAxis: niveis.map((_, gridIndex) => ({
        type: 'category' as const,
        gridIndex,
        inverse: true,
        data: nomes,
        axisTick: { show: false },
        axisLabel: {
          show: gridIndex === 0,
          color: '#222',
          fontSize: 12,
          width: 220,
          overflow: 'break' as const,
          interval: 0,
        },
      })),
      series: niveis.flatMap((nivel, i) => [
        barra('espera', COR.laranja, i, nivel, nomes, 'filaMs'),
        { ...barra('serviço', COR.azul, i, nivel, nomes, 'servicoMs'), label: somaAoLado(nivel, nomes) },
      ]),
    },
    altura,
  );
}

/** Bars of a fraction of a millisecond can't be seen beside those of many. */
const somaAoLado = ({ etapas }: Nivel, nomes: readonly string[]) => ({
  show: true,
  position: 'right' as const,
  color: '#222',
  fontSize: 11,
  formatter: ({ dataIndex }: { readonly dataIndex: number }) => {
    const etapa = etapas.find((uma) => uma.etapa === nomes[dataIndex]);
    return etapa === undefined ? '' : numero(etapa.filaMs + etapa.servicoMs);
  },
});

const barra = (
  name: string,
  color: string,
  painel: number,
  { etapas }: Nivel,
  nomes: readonly string[],
  qual: 'filaMs' | 'servicoMs',
) => ({
  name,
  type: 'bar' as const,
  stack: `painel ${painel}`,
  xAxisIndex: painel,
  yAxisIndex: painel,
  barWidth: 16,
  itemStyle: { color },
  data: nomes.map((nome) => etapas.find(({ etapa }) => etapa === nome)?.[qual] ?? 0),
});
