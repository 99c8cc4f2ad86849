import type { Contagem, Relogio, Sumario } from '../analise/sumario.js';
import { duracao, inteiro, numero } from '../textos.js';
import { alerta, type Bloco, type Documento, lista, paragrafo, tabela, titulo } from './documento.js';
import { secaoDaComparacao } from './secao-da-comparacao.js';
import { secaoDaSerie } from './secao-da-serie.js';

/** The report on an experiment. */
export function escreverRelatorio(sumario: Sumario): Documento {
  const { contagem, avisos, series } = sumario;
  return [
    titulo(1, 'Experimento de carga da ingestão'),
    ...resultado(contagem),
    ...avisos.map(alerta),
    ...comoFoiMedido(sumario),
    ...series.flatMap((serie, i) => secaoDaSerie(serie, i, sumario)),
    ...(series.length > 1 ? secaoDaComparacao(series) : []),
    ...secaoDaContagem(contagem),
    ...secaoDosRelogios(sumario.relogios),
    ...secaoDaMaquina(sumario),
  ];
}

function resultado({ enviados, finalizados, faltas, quantasFaltas }: Contagem): readonly Bloco[] {
  if (quantasFaltas === 0) {
    return [
      paragrafo(
        `${inteiro(enviados)} eventos enviados; ${inteiro(finalizados)} aceitos e finalizados, cada um uma vez. Nenhum falta, nenhum está em dobro.`,
      ),
    ];
  }
  return [
    alerta(
      `a conta não fecha: ${inteiro(quantasFaltas)} problemas entre ${inteiro(enviados)} eventos enviados. As figuras abaixo não contam com eles.`,
    ),
    tabela(
      ['evento', 'problema'],
      faltas.map(({ eventId, problema }) => [eventId, problema]),
    ),
  ];
}

const MODOS = {
  unary: 'um evento por chamada',
  batch: 'lotes, uma chamada por lote',
  stream: 'um fluxo por instância',
} as const;

function comoFoiMedido(sumario: Sumario): readonly Bloco[] {
  const { comando, modo, semente, aquecimentoSegundos, medicaoSegundos, repeticoes, servidor } = sumario;
  return [
    titulo(2, 'Como foi medido'),
    lista([
      `Comando: ${comando}`,
      `Início: ${new Date(sumario.inicio).toLocaleString('pt-BR', { timeZone: 'America/Sao_Paulo' })} (Brasília); duração: ${duracao(sumario.duracaoSegundos)}.`,
      `Servidor: ${servidor}. Modo de envio: ${modo} (${MODOS[modo]}). Semente: ${semente}.`,
      `Cada carga: ${numero(aquecimentoSegundos)} s de aquecimento, que não contam, e ${numero(medicaoSegundos)} s medidos; repetições: ${repeticoes}, intercaladas, para que nenhuma contagem fique só no começo ou só no fim.`,
      'Conta só o tempo em que todas as instâncias enviavam.',
      'Latência: do instante em que o evento deveria ter sido enviado, pela agenda, até o checkpoint que contém seus efeitos estar no disco. Em laço fechado cada instância envia assim que pode; em laço aberto os instantes são de um processo de Poisson, e o atraso do simulador conta (sem omissão coordenada).',
      'Percentis: o menor valor medido que essa parte dos eventos não passa. Vazão: eventos que ficaram finais, por segundo.',
    ]),
  ];
}

const secaoDaContagem = (contagem: Contagem): readonly Bloco[] => [
  titulo(2, 'Correlação dos logs'),
  paragrafo(
    'Cada evento dos logs de envio foi procurado entre os registros de finalização do servidor, e cada registro entre os logs.',
  ),
  tabela(
    ['o quê', 'eventos'],
    [
      ['nos logs de envio', inteiro(contagem.enviados)],
      ['aceitos e finalizados', inteiro(contagem.finalizados)],
      ['deles, mortos (a análise desistiu)', inteiro(contagem.mortos)],
      ['recusados pelo servidor', inteiro(contagem.recusados)],
      ['sem resposta certa, guardados', inteiro(contagem.incertosGuardados)],
      ['sem resposta certa, não guardados', inteiro(contagem.incertosPerdidos)],
      ['guardados, de outros remetentes', inteiro(contagem.alheios)],
      ['faltando ou em dobro', inteiro(contagem.quantasFaltas)],
    ],
  ),
];

const secaoDosRelogios = (relogios: readonly Relogio[]): readonly Bloco[] => [
  titulo(2, 'Relógios'),
  paragrafo(
    'Quanto o relógio do servidor está à frente do de quem enviou, pelos limites de todas as idas e voltas: nada chega antes de sair, nada é respondido antes de estar no disco.',
  ),
  tabela(
    ['origem', 'diferença ms', 'incerteza ± ms', 'idas e voltas', 'corrigido'],
    relogios.map(({ origem, diferencaMs, incertezaMs, amostras, corrigido }) => [
      origem,
      numero(diferencaMs),
      numero(incertezaMs),
      inteiro(amostras),
      corrigido ? 'sim' : 'não: mesma máquina',
    ]),
  ),
];

function secaoDaMaquina({ maquina }: Sumario): readonly Bloco[] {
  const { processador, nucleos, memoriaBytes, sistema, node, versoes, commit, cargaAntes } = maquina;
  return [
    titulo(2, 'Máquina e versões'),
    lista([
      `${processador}, ${nucleos} núcleos, ${numero(memoriaBytes / 2 ** 30)} GiB; ${sistema}.`,
      `Node ${node}; ${Object.entries(versoes)
        .map(([nome, versao]) => `${nome} ${versao}`)
        .join(', ')}; commit ${commit}.`,
      ...(cargaAntes === undefined
        ? []
        : [`Carga da máquina antes de começar: ${numero(cargaAntes)} processos querendo rodar.`]),
    ]),
  ];
}
