import type { Nivel, Sumario } from '../analise/sumario.js';
import { instanciasEm, inteiro, numero, porCento } from '../textos.js';
import { type Bloco, paragrafo, tabela, titulo } from './documento.js';
import { rotuloDe } from './rotulo-de.js';

/** Events in the system, counted in two ways. */
export function secaoDeLittle(niveis: readonly Nivel[]): readonly Bloco[] {
  return [
    titulo(3, 'Lei de Little'),
    paragrafo(
      'L é o número médio de eventos no sistema, integrado no tempo; λ a taxa de chegada e W a latência média, contadas por evento. Em regime estável L = λ·W.',
    ),
    tabela(
      ['carga', 'L', 'λ, eventos/s', 'W, ms', 'λ·W', 'maior desvio'],
      niveis.map((nivel) => {
        const { presentes, chegadasPorSegundo, estadaMediaMs, desvio } = nivel.little;
        const carga =
          nivel.carga.tipo === 'aberta'
            ? `${rotuloDe(nivel)} eventos/s`
            : instanciasEm(nivel.carga.instancias);
        return [
          carga,
          numero(presentes),
          numero(chegadasPorSegundo),
          numero(estadaMediaMs),
          numero((chegadasPorSegundo * estadaMediaMs) / 1_000),
          porCento(desvio),
        ];
      }),
    ),
  ];
}

/** In a closed loop of single calls it is known beforehand how many are under way: a check that no log has a part in. */
export function secaoDasChamadas(niveis: readonly Nivel[], { modo, simultaneas }: Sumario): readonly Bloco[] {
  if (modo !== 'unary' || simultaneas === undefined || niveis.length === 0) return [];
  return [
    paragrafo(
      `A mesma lei nas chamadas: em laço fechado cada instância mantém ${simultaneas} sem resposta, o que se sabe de antemão; a taxa vezes o tempo médio até a resposta deve dar o mesmo.`,
    ),
    tabela(
      ['carga', 'chamadas sem resposta', 'λ, eventos/s', 'até a resposta, ms', 'produto', 'desvio'],
      niveis.map(({ carga, little, respostaMediaMs }) => {
        const conhecidas = carga.instancias * simultaneas;
        const produto = (little.chegadasPorSegundo * respostaMediaMs) / 1_000;
        return [
          instanciasEm(carga.instancias),
          inteiro(conhecidas),
          numero(little.chegadasPorSegundo),
          numero(respostaMediaMs),
          numero(produto),
          porCento(produto / conhecidas - 1),
        ];
      }),
    ),
  ];
}
