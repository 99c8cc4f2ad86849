import { ajusteFraco } from '../analise/escalabilidade.js';
import type { Nivel, Serie, Sumario } from '../analise/sumario.js';
import { type FIGURA, nomeDaFigura } from '../graficos/figuras.js';
import { coeficiente, instanciasEm, inteiro, numero, porCento } from '../textos.js';
import { discutir } from './discutir.js';
import { type Bloco, figura, lista, paragrafo, tabela, titulo } from './documento.js';
import { rotuloDe } from './rotulo-de.js';
import { secaoDasChamadas, secaoDeLittle } from './secoes-de-little.js';
import { secaoDasEtapas, secaoDoProcessador } from './secoes-do-tempo.js';

/** What was measured on one way of running the pipeline. */
export function secaoDaSerie(serie: Serie, indice: number, sumario: Sumario): readonly Bloco[] {
  const por = (qual: keyof typeof FIGURA, legenda: string): Bloco =>
    figura(nomeDaFigura(qual, indice, serie), legenda);
  const { fechada, aberta } = serie;
  const nome =
    serie.pipeline === 'inline'
      ? 'pipeline no processo do servidor (inline)'
      : 'pipeline em processo próprio (process)';
  return [
    titulo(2, sumario.series.length === 1 ? 'Resultados' : `Resultados: ${nome}`),
    titulo(3, 'Discussão'),
    lista(discutir(serie, sumario)),
    ...(fechada.length === 0
      ? []
      : [
          titulo(3, 'Laço fechado'),
          tabelaDeNiveis('instâncias', fechada),
          por('vazao', 'Vazão por número de instâncias, com o ajuste da lei universal da escalabilidade.'),
          por('latencia', 'Latência por número de instâncias.'),
          por('percentis', 'Latência de cada percentil: quanto mais à direita, mais rara.'),
          ...secaoDaLei(serie),
          ...secaoDasEtapas(fechada),
          por('etapas', 'Espera e serviço por etapa, na menor e na maior carga.'),
          ...secaoDoProcessador(fechada, sumario, por),
        ]),
    ...(aberta.length === 0
      ? []
      : [
          titulo(3, 'Laço aberto'),
          tabelaDeNiveis('oferecidos/s', aberta),
          por('taxa', 'Latência por taxa oferecida, contada de quando cada evento deveria ter saído.'),
        ]),
    ...secaoDeLittle([...fechada, ...aberta]),
    ...secaoDasChamadas(fechada, sumario),
  ];
}

const tabelaDeNiveis = (primeira: string, niveis: readonly Nivel[]): Bloco =>
  tabela(
    [
      primeira,
      'finalizados/s (mín–máx)',
      'eventos',
      'média ms',
      'p50 ms',
      'p90 ms',
      'p99 ms',
      'p99,9 ms',
      'máx ms',
      'resposta ms',
    ],
    niveis.map((nivel) => {
      const { vazao, latencia, respostaMediaMs } = nivel;
      return [
        rotuloDe(nivel),
        `${inteiro(vazao.media)} (${inteiro(vazao.minima)}–${inteiro(vazao.maxima)})`,
        inteiro(latencia.quantas),
        numero(latencia.mediaMs),
        numero(latencia.p50Ms),
        numero(latencia.p90Ms),
        numero(latencia.p99Ms),
        numero(latencia.p999Ms),
        numero(latencia.maximaMs),
        numero(respostaMediaMs),
      ];
    }),
  );

function secaoDaLei({ lei, joelho }: Serie): readonly Bloco[] {
  if (lei === undefined || joelho === undefined) return [];
  const onde =
    joelho.tipo === 'na faixa'
      ? `${instanciasEm(joelho.instancias)}, ${numero(joelho.porSegundo)} eventos/s`
      : joelho.tipo === 'fora da faixa'
        ? `sem joelho na faixa medida (a curva o poria em ${numero(joelho.instancias)})`
        : 'sem joelho na faixa medida';
  return [
    titulo(3, 'Lei universal da escalabilidade'),
    paragrafo(
      'X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), por mínimos quadrados sobre todas as repetições; joelho em N* = √((1 − σ)/κ).',
    ),
    tabela(
      ['parâmetro', 'valor'],
      [
        ['λ, eventos/s de uma instância', numero(lei.lambda)],
        ['σ, contenção', coeficiente(lei.sigma)],
        ['κ, coerência', coeficiente(lei.kappa)],
        ['R²', lei.r2.toLocaleString('pt-BR', { maximumFractionDigits: 4 })],
        ['erro médio da curva, da vazão média', porCento(lei.erroRelativo)],
        ['joelho', ajusteFraco(lei) ? `${onde}; ajuste fraco` : onde],
      ],
    ),
  ];
}
