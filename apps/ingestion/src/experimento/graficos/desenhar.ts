import { type EChartsOption, init } from 'echarts';

/** The face that is drawn into the PNG; browsers without it take their own. */
export const LETRA = 'DejaVu Sans';
export const LARGURA = 860;
export const ALTURA = 480;

/** Colours that are told apart by the colour-blind too (M. Okabe and K. Ito), dark enough to be printed. */
export const COR = {
  azul: '#0072B2',
  laranja: '#D55E00',
  verde: '#009E73',
  rosa: '#CC79A7',
  amarelo: '#E69F00',
  ceu: '#56B4E9',
  cinza: '#767676',
} as const;

/** Draws a chart as SVG. */
export function desenhar(opcoes: EChartsOption, altura = ALTURA): string {
  const grafico = init(null, null, { renderer: 'svg', ssr: true, width: LARGURA, height: altura });
  try {
    grafico.setOption({
      animation: false,
      backgroundColor: '#fff',
      color: Object.values(COR),
      textStyle: { fontFamily: `${LETRA}, sans-serif` },
      ...opcoes,
    });
    return grafico.renderToSVGString();
  } finally {
    grafico.dispose();
  }
}

const TEXTO = '#222';
const inteiros = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 3 });

/** An axis of numbers with its name and unit beside it. */
export const eixo = (name: string, afastado: number) => ({
  name,
  nameLocation: 'middle' as const,
  nameGap: afastado,
  nameTextStyle: { color: TEXTO, fontSize: 13 },
  axisLabel: {
    color: TEXTO,
    fontSize: 12,
    formatter: (valor: number) => inteiros.format(valor),
  },
  axisLine: { show: true, lineStyle: { color: TEXTO } },
  axisTick: { show: true },
  splitLine: { lineStyle: { color: '#e4e4e4' } },
});

/** An axis that ends where the data does, which is no round number. */
export const eixoCortado = (name: string, afastado: number) => {
  const comum = eixo(name, afastado);
  return { ...comum, axisLabel: { ...comum.axisLabel, showMaxLabel: false } };
};

/** With the lines between the powers of ten. */
export const eixoLogaritmico = (name: string, afastado: number) => {
  return {
    type: 'log' as const,
    ...eixo(name, afastado),
    minorTick: { show: true, splitNumber: 9 },
    minorSplitLine: { show: true, lineStyle: { color: '#f2f2f2' } },
  };
};

export const titulo = (text: string) => ({
  text,
  left: 'center',
  top: 8,
  textStyle: { color: TEXTO, fontSize: 16, fontWeight: 'bold' as const },
});

export const legenda = (data?: readonly string[]) => ({
  bottom: 4,
  itemGap: 18,
  textStyle: { color: TEXTO, fontSize: 12 },
  ...(data === undefined ? {} : { data: [...data] }),
});

/** Room for the title above, the axis names at the sides and the legend below. */
export const MOLDURA = { left: 84, right: 36, top: 52, bottom: 88 } as const;
