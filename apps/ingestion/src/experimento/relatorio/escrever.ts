import type { Contagem, Nivel, Relogio, Serie, Sumario } from '../analise/sumario.js';
import { type FIGURA, nomeDaFigura } from '../graficos/figuras.js';
import { coeficiente, duracao, instanciasEm, numero, porCento } from '../textos.js';
import { comparar, discutir } from './discutir.js';
import { alerta, type Bloco, type Documento, figura, lista, paragrafo, tabela, titulo } from './documento.js';

const inteiro = (valor: number): string => valor.toLocaleString('pt-BR', { maximumFractionDigits: 0 });

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

function secaoDaSerie(serie: Serie, indice: number, sumario: Sumario): readonly Bloco[] {
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

const rotuloDe = ({ carga }: Nivel): string =>
  carga.tipo === 'aberta' ? inteiro(carga.porSegundo) : inteiro(carga.instancias);

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
      ? `${numero(joelho.instancias)} instâncias, ${numero(joelho.porSegundo)} eventos/s`
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
        ['joelho', onde],
      ],
    ),
  ];
}

function secaoDasEtapas(niveis: readonly Nivel[]): readonly Bloco[] {
  const nomes = [...new Set(niveis.flatMap(({ etapas }) => etapas.map(({ etapa }) => etapa)))];
  const celula = ({ etapas }: Nivel, nome: string): string => {
    const etapa = etapas.find((uma) => uma.etapa === nome);
    return etapa === undefined ? '–' : `${numero(etapa.filaMs)} + ${numero(etapa.servicoMs)}`;
  };
  return [
    titulo(3, 'Espera e serviço por nó'),
    paragrafo(
      'Espera + serviço, em ms por evento; as partes de todas as etapas somam a latência média. Um nó toma um micro-lote de cada vez, e cada evento dele está em serviço do começo ao fim do lote. Nós que dividem um estado andam juntos, evento a evento, e seus tempos não se separam. O servidor anota milissegundos inteiros: médias abaixo disso vêm de muitos lotes. Depois do último nó o evento só espera o próximo checkpoint estar no disco.',
    ),
    tabela(
      ['etapa', ...niveis.map(({ carga }) => instanciasEm(carga.instancias))],
      nomes.map((nome) => [nome, ...niveis.map((nivel) => celula(nivel, nome))]),
    ),
  ];
}

function secaoDoProcessador(
  niveis: readonly Nivel[],
  { maquina }: Sumario,
  por: (qual: 'processador', legenda: string) => Bloco,
): readonly Bloco[] {
  const medidos = niveis.filter(({ cpu }) => cpu !== undefined);
  if (medidos.length === 0) {
    return [titulo(3, 'Processador'), paragrafo('Não medido: não há como ver os processos daqui.')];
  }
  const opcional = (valor: number | undefined): string =>
    valor === undefined ? 'não medido' : numero(valor);
  return [
    titulo(3, 'Processador'),
    tabela(
      ['instâncias', 'servidor, núcleos', 'simuladores, núcleos', `máquina, de ${maquina.nucleos} núcleos`],
      medidos.map((nivel) => [
        rotuloDe(nivel),
        opcional(nivel.cpu?.servidor),
        opcional(nivel.cpu?.simuladores),
        opcional(nivel.cpu?.maquina),
      ]),
    ),
    por('processador', 'Núcleos ocupados pelo servidor, pelos simuladores e pelo resto da máquina.'),
  ];
}

function secaoDeLittle(niveis: readonly Nivel[]): readonly Bloco[] {
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
function secaoDasChamadas(niveis: readonly Nivel[], { modo, simultaneas }: Sumario): readonly Bloco[] {
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

function secaoDaComparacao(series: readonly Serie[]): readonly Bloco[] {
  const [um, outro] = series as readonly [Serie, Serie];
  return [
    titulo(2, 'Pipeline inline e process'),
    paragrafo(
      'inline: a análise roda numa thread do processo do servidor; process: num processo próprio, que recebe os eventos por RPC.',
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
