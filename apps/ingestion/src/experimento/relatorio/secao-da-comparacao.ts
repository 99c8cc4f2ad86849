import type { Nivel, Serie } from '../analise/sumario.js';
import { numero } from '../textos.js';
import { comparar } from './discutir.js';
import { type Bloco, lista, paragrafo, tabela, titulo } from './documento.js';
import { rotuloDe } from './rotulo-de.js';

/** The two ways of running the pipeline beside each other. */
export function secaoDaComparacao(series: readonly Serie[]): readonly Bloco[] {
  const [um, outro] = series as readonly [Serie, Serie];
  return [
    titulo(2, 'Pipeline inline e process'),
    paragrafo(
      'inline: a análise roda numa thread do processo do servidor; process: num processo próprio, que segue o mesmo log e fala com o servidor por mensagens.',
    ),
    tabela(
      [
        'instâncias',
        ...series.map(({ pipeline }) => `${pipeline}, finalizados/s`),
        ...series.map(({ pipeline }) => `${pipeline}, p50 ms`),
        ...series.map(({ pipeline }) => `${pipeline}, p99 ms`),
      ],
      um.fechada.map((nivel) => {
        const pares = series.map(({ fechada }) =>
          fechada.find(({ carga }) => carga.instancias === nivel.carga.instancias),
        );
        const coluna = (de: (par: Nivel) => number): string[] =>
          pares.map((par) => (par === undefined ? '–' : numero(de(par))));
        return [
          rotuloDe(nivel),
          ...coluna(({ vazao }) => vazao.media),
          ...coluna(({ latencia }) => latencia.p50Ms),
          ...coluna(({ latencia }) => latencia.p99Ms),
        ];
      }),
    ),
    lista(comparar(um, outro)),
  ];
}
