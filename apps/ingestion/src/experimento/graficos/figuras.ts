import type { Serie, Sumario } from '../analise/sumario.js';
import { graficoDeEtapas } from './etapas.js';
import { graficoDeLatencia, graficoDeLatenciaPorTaxa } from './latencia.js';
import { graficoDePercentis } from './percentis.js';
import { graficoDeProcessador } from './processador.js';
import { graficoDeVazao } from './vazao.js';

export interface Figura {
  /** Of its files, without the ending. */
  readonly nome: string;
  readonly svg: string;
}

export const FIGURA = {
  vazao: 'vazao',
  latencia: 'latencia',
  percentis: 'percentis',
  taxa: 'latencia-por-taxa',
  etapas: 'etapas',
  processador: 'processador',
} as const;

/** The name of a figure of one series: only a second way of running the pipeline needs to be told apart. */
export const nomeDaFigura = (qual: keyof typeof FIGURA, indice: number, { pipeline }: Serie): string =>
  indice === 0 ? FIGURA[qual] : `${FIGURA[qual]}-${pipeline}`;

/** Every chart that there is data for. */
export function desenharFiguras({ series, maquina }: Sumario): readonly Figura[] {
  return series.flatMap((serie, i) => {
    const figuras: Figura[] = [];
    const por = (qual: keyof typeof FIGURA, svg: string): void => {
      figuras.push({ nome: nomeDaFigura(qual, i, serie), svg });
    };
    if (serie.fechada.length > 0) {
      por('vazao', graficoDeVazao(serie));
      por('latencia', graficoDeLatencia(serie));
      por('percentis', graficoDePercentis(serie));
      por('etapas', graficoDeEtapas(serie));
      if (serie.fechada.some(({ cpu }) => cpu !== undefined)) {
        por('processador', graficoDeProcessador(serie, maquina.nucleos));
      }
    }
    if (serie.aberta.length > 0) por('taxa', graficoDeLatenciaPorTaxa(serie));
    return figuras;
  });
}
