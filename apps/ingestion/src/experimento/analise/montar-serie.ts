import type { Decomposicao } from './decompor.js';
import { ajustarEscalabilidade, joelhoDe } from './escalabilidade.js';
import { juntarDecomposicoes, type NomesDasEtapas, nomearEtapas } from './juntar-decomposicoes.js';
import { curvaDePercentis, resumirLatencias } from './resumir-latencias.js';
import type { Carga, ModoDoPipeline, Nivel, RodadaMedida, Serie, UsoDeCpu } from './sumario.js';

/** Puts the repetitions of each load together, smallest load first, and fits the law of scalability. */
export function montarSerie(pipeline: ModoDoPipeline, rodadas: readonly RodadaMedida[]): Serie {
  const nomes = nomearEtapas(rodadas.map(decomposicaoDe));
  const niveis = niveisDe(rodadas, nomes);
  const fechadas = rodadas.filter(({ carga }) => carga.tipo === 'fechada');
  const pontos = fechadas.map(({ carga, resumo }) => ({
    instancias: carga.instancias,
    porSegundo: resumo.finalizadosPorSegundo,
  }));
  const lei = ajustarEscalabilidade(pontos);
  const maisInstancias = Math.max(...pontos.map(({ instancias }) => instancias));
  return {
    pipeline,
    fechada: niveis.filter(({ carga }) => carga.tipo === 'fechada'),
    aberta: niveis.filter(({ carga }) => carga.tipo === 'aberta'),
    pontos,
    lei,
    joelho: lei === undefined ? undefined : joelhoDe(lei, maisInstancias),
  };
}

const decomposicaoDe = ({ resumo }: RodadaMedida): Decomposicao => resumo.decomposicao;

function niveisDe(rodadas: readonly RodadaMedida[], nomes: NomesDasEtapas): readonly Nivel[] {
  const porCarga = new Map<string, RodadaMedida[]>();
  for (const rodada of rodadas) {
    const chave = JSON.stringify(rodada.carga);
    porCarga.set(chave, [...(porCarga.get(chave) ?? []), rodada]);
  }
  return [...porCarga.values()]
    .map((mesma) => nivelDe(mesma, nomes))
    .sort((a, b) => tamanhoDe(a.carga) - tamanhoDe(b.carga));
}

const tamanhoDe = (carga: Carga): number => (carga.tipo === 'aberta' ? carga.porSegundo : carga.instancias);

function nivelDe(rodadas: readonly RodadaMedida[], nomes: NomesDasEtapas): Nivel {
  const [{ carga }] = rodadas as readonly [RodadaMedida];
  const latencias = juntar(rodadas.map(({ resumo }) => resumo.latencias));
  const latencia = resumirLatencias(latencias);
  if (latencia === undefined) throw new RangeError('uma rodada sem eventos');
  const vazoes = rodadas.map(({ resumo }) => resumo.finalizadosPorSegundo);
  const leis = rodadas.map(({ resumo }) => resumo.little);
  return {
    carga,
    repeticoes: rodadas.length,
    vazao: { media: media(vazoes), minima: Math.min(...vazoes), maxima: Math.max(...vazoes) },
    latencia,
    curva: curvaDePercentis(latencias),
    respostaMediaMs: media(rodadas.map(({ resumo }) => resumo.respostaMediaMs)),
    etapas: juntarDecomposicoes(rodadas.map(decomposicaoDe), nomes),
    little: {
      presentes: media(leis.map(({ presentes }) => presentes)),
      chegadasPorSegundo: media(leis.map(({ chegadasPorSegundo }) => chegadasPorSegundo)),
      estadaMediaMs: media(leis.map(({ estadaMediaMs }) => estadaMediaMs)),
      desvio: leis.reduce((pior, { desvio }) => (Math.abs(desvio) > Math.abs(pior) ? desvio : pior), 0),
    },
    cpu: cpuDe(rodadas.flatMap(({ cpu }) => cpu ?? [])),
  };
}

function cpuDe(usos: readonly UsoDeCpu[]): UsoDeCpu | undefined {
  if (usos.length === 0) return undefined;
  const mediaDe = (valores: readonly (number | undefined)[]): number | undefined => {
    const medidos = valores.filter((valor) => valor !== undefined);
    return medidos.length === valores.length ? media(medidos) : undefined;
  };
  return {
    servidor: mediaDe(usos.map(({ servidor }) => servidor)),
    simuladores: mediaDe(usos.map(({ simuladores }) => simuladores)),
    maquina: media(usos.map(({ maquina }) => maquina)),
  };
}

function juntar(partes: readonly Float64Array[]): Float64Array {
  const todas = new Float64Array(partes.reduce((soma, parte) => soma + parte.length, 0));
  let fim = 0;
  for (const parte of partes) {
    todas.set(parte, fim);
    fim += parte.length;
  }
  return todas;
}

const media = (valores: readonly number[]): number =>
  valores.reduce((soma, valor) => soma + valor, 0) / valores.length;
