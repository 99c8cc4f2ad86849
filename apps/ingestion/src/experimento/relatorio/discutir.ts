import { ajusteFraco } from '../analise/escalabilidade.js';
import type { Nivel, Serie, Sumario } from '../analise/sumario.js';
import { coeficiente, instanciasEm, numero, porCento } from '../textos.js';

/** A core that is busy this much has no more to give. */
const CHEIO = 0.9;
/** Little's law is off by more than this only when something is. */
const DESVIO_GRANDE = 0.05;
/** Less of what was offered than this did not get through in time. */
const ATENDIDO = 0.95;
/** More of the machine than this in other hands disturbs what is measured; less is the system at work for us. */
const OUTROS = 0.15;

/** What the figures of one series say, in words: each sentence stands on numbers of the summary. */
export function discutir(serie: Serie, { maquina }: Sumario): readonly string[] {
  const { fechada } = serie;
  const [primeiro] = fechada;
  const ultimo = fechada.at(-1);
  return [
    ...(primeiro === undefined || ultimo === undefined
      ? []
      : [
          sobreVazao(fechada, primeiro),
          ...(primeiro === ultimo ? [] : [sobreLatencia(primeiro, ultimo)]),
          sobreLei(serie),
          sobreEtapas(primeiro, ultimo),
          ...sobreProcessador(ultimo, maquina.nucleos),
          sobreLittle(fechada),
        ]),
    ...sobreTaxas(serie),
  ];
}

function sobreVazao(niveis: readonly Nivel[], primeiro: Nivel): string {
  const melhor = niveis.reduce((maior, nivel) => (nivel.vazao.media > maior.vazao.media ? nivel : maior));
  const ultimo = niveis.at(-1) as Nivel;
  const ganho = melhor.vazao.media / primeiro.vazao.media;
  const vezes = melhor.carga.instancias / primeiro.carga.instancias;
  const base = `A maior vazão foi de ${numero(melhor.vazao.media)} eventos/s, com ${instanciasEm(melhor.carga.instancias)}`;
  if (melhor === primeiro) {
    return niveis.length === 1 ? `${base}.` : `${base}: mais instâncias não trouxeram mais vazão.`;
  }
  const crescimento = `${base}: ${numero(ganho)} vezes a de ${instanciasEm(primeiro.carga.instancias)}, com ${numero(vezes)} vezes as instâncias (eficiência de ${porCento(ganho / vezes)}).`;
  const queda = 1 - ultimo.vazao.media / melhor.vazao.media;
  return melhor !== ultimo && queda > 0.02
    ? `${crescimento} Daí até ${instanciasEm(ultimo.carga.instancias)} ela cai ${porCento(queda)}.`
    : crescimento;
}

function sobreLatencia(primeiro: Nivel, ultimo: Nivel): string {
  const [antes, depois] = [primeiro.latencia, ultimo.latencia];
  const fator = depois.p50Ms / antes.p50Ms;
  const cauda = depois.p99Ms / depois.p50Ms;
  return (
    `De ${instanciasEm(primeiro.carga.instancias)} a ${instanciasEm(ultimo.carga.instancias)}, a latência mediana vai de ${numero(antes.p50Ms)} a ${numero(depois.p50Ms)} ms (${numero(fator)} vezes) e o p99 de ${numero(antes.p99Ms)} a ${numero(depois.p99Ms)} ms. ` +
    (cauda > 3
      ? `Com a carga maior o p99 é ${numero(cauda)} vezes a mediana: uma cauda longa, de eventos que esperaram.`
      : `O p99 fica a ${numero(cauda)} vezes a mediana: a latência sobe para todos os eventos, e não só para alguns.`)
  );
}

function sobreLei({ lei, joelho, fechada }: Serie): string {
  if (lei === undefined || joelho === undefined) {
    return 'Com menos de quatro contagens diferentes de instâncias a lei universal da escalabilidade não é ajustada: três parâmetros passariam por quaisquer três pontos.';
  }
  const parametros = `A lei universal da escalabilidade ajusta λ = ${numero(lei.lambda)} eventos/s por instância, σ = ${coeficiente(lei.sigma)} (contenção) e κ = ${coeficiente(lei.kappa)} (coerência), com R² = ${lei.r2.toLocaleString('pt-BR', { maximumFractionDigits: 3 })}.`;
  if (ajusteFraco(lei)) {
    return `${parametros} O ajuste é fraco: os pontos se afastam da curva em ${porCento(lei.erroRelativo)} da vazão média, e nem ela nem o joelho que daria merecem confiança.`;
  }
  const maior = fechada.at(-1)?.carga.instancias ?? 0;
  if (joelho.tipo === 'na faixa') {
    return `${parametros} O joelho está em ${instanciasEm(joelho.instancias)} (${numero(joelho.porSegundo)} eventos/s): além dele, cada instância a mais diminui a vazão.`;
  }
  if (joelho.tipo === 'fora da faixa') {
    return `${parametros} Não há joelho na faixa medida, de até ${instanciasEm(maior)}: pela curva ele estaria em ${numero(joelho.instancias)}, onde nada foi medido.`;
  }
  const teto =
    joelho.tetoPorSegundo !== undefined
      ? `a vazão só se aproxima de um teto de ${numero(joelho.tetoPorSegundo)} eventos/s, o de quem trabalha um de cada vez`
      : 'a vazão cresce em linha reta com as instâncias';
  return `${parametros} Não há joelho na faixa medida: com κ = 0, ${teto}.`;
}

function sobreEtapas(primeiro: Nivel, ultimo: Nivel): string {
  const maiorDe = ({ etapas, latencia }: Nivel) => {
    const maior = etapas.reduce((a, b) => (a.filaMs + a.servicoMs >= b.filaMs + b.servicoMs ? a : b));
    const ms = maior.filaMs + maior.servicoMs;
    return { ...maior, ms, parte: ms / latencia.mediaMs };
  };
  const [antes, depois] = [maiorDe(primeiro), maiorDe(ultimo)];
  const espera = ultimo.etapas.reduce((soma, { filaMs }) => soma + filaMs, 0) / ultimo.latencia.mediaMs;
  const onde = (etapa: typeof antes, nivel: Nivel): string =>
    `com ${instanciasEm(nivel.carga.instancias)} a etapa mais demorada é “${etapa.etapa}”, com ${numero(etapa.ms)} ms ou ${porCento(etapa.parte)} da latência média`;
  const comeco = onde(antes, primeiro);
  return (
    `${comeco.charAt(0).toUpperCase()}${comeco.slice(1)}` +
    (primeiro === ultimo ? '. ' : `; ${onde(depois, ultimo)}. `) +
    `A espera entre etapas soma ${porCento(espera)} da latência ${primeiro === ultimo ? 'média' : 'na carga maior'}.`
  );
}

function sobreProcessador(ultimo: Nivel, nucleos: number): readonly string[] {
  const { cpu } = ultimo;
  if (cpu === undefined) return [];
  const partes = [
    ...(cpu.servidor === undefined ? [] : [`o servidor usa ${numero(cpu.servidor)}`]),
    ...(cpu.simuladores === undefined ? [] : [`os simuladores ${numero(cpu.simuladores)}`]),
    `a máquina toda ${numero(cpu.maquina)} de ${nucleos} núcleos`,
  ];
  const outros = cpu.maquina - (cpu.servidor ?? cpu.maquina) - (cpu.simuladores ?? 0);
  const perturbada =
    outros > OUTROS * nucleos
      ? ` Outros programas ocupavam ${numero(outros)} núcleos ao mesmo tempo: sem eles as figuras seriam outras.`
      : '';
  const cheia = cpu.maquina >= CHEIO * nucleos;
  const conclusao = !cheia
    ? 'Sobra processador: o limite está em esperas, do disco, do checkpoint ou das respostas.'
    : cpu.simuladores !== undefined && cpu.simuladores > 0.25 * cpu.maquina
      ? 'O processador é o limite, e os simuladores o dividem com o servidor: em máquinas separadas a vazão seria maior, e o que aqui se vê de contenção é também deles.'
      : 'O processador é o limite.';
  return [
    `Com ${instanciasEm(ultimo.carga.instancias)}, ${partes.slice(0, -1).join(', ')}${partes.length > 1 ? ' e ' : ''}${partes.at(-1)}. ${conclusao}${perturbada}`,
  ];
}

function sobreLittle(niveis: readonly Nivel[]): string {
  const pior = niveis.reduce((a, b) => (Math.abs(a.little.desvio) >= Math.abs(b.little.desvio) ? a : b));
  const desvio = Math.abs(pior.little.desvio);
  const base = `A lei de Little (L = λ·W) fecha com desvio de no máximo ${porCento(desvio)}`;
  return desvio <= DESVIO_GRANDE
    ? `${base}: o número de eventos no sistema, integrado no tempo, é o produto da taxa de chegada pela latência média; as medidas são coerentes e a carga foi estável.`
    : `${base} (${instanciasEm(pior.carga.instancias)}): a carga não foi estável durante a janela, e as médias dessa contagem devem ser lidas com cuidado.`;
}

function sobreTaxas({ aberta }: Serie): readonly string[] {
  const [menor] = aberta;
  const maior = aberta.at(-1);
  if (menor === undefined || maior === undefined) return [];
  const taxaDe = ({ carga }: Nivel): number => (carga.tipo === 'aberta' ? carga.porSegundo : 0);
  const perdida = aberta.find((nivel) => nivel.vazao.media < ATENDIDO * taxaDe(nivel));
  const latencias =
    menor === maior
      ? `Em laço aberto, a ${numero(taxaDe(menor))} eventos/s, a mediana é de ${numero(menor.latencia.p50Ms)} ms e o p99 de ${numero(menor.latencia.p99Ms)} ms`
      : `Em laço aberto, de ${numero(taxaDe(menor))} a ${numero(taxaDe(maior))} eventos/s, a mediana vai de ${numero(menor.latencia.p50Ms)} a ${numero(maior.latencia.p50Ms)} ms e o p99 de ${numero(menor.latencia.p99Ms)} a ${numero(maior.latencia.p99Ms)} ms`;
  return [
    `${latencias}, contados do instante em que cada evento deveria ter saído: um simulador que se atrasa não esconde a espera. ` +
      (perdida === undefined
        ? 'Todas as taxas oferecidas foram atendidas.'
        : `A partir de ${numero(taxaDe(perdida))} eventos/s o sistema não acompanha: só ${numero(perdida.vazao.media)} por segundo ficaram finais, e a latência cresce enquanto a carga durar.`),
  ];
}

/** What the two ways of running the pipeline differ in. */
export function comparar(um: Serie, outro: Serie): readonly string[] {
  return um.fechada.flatMap((nivel) => {
    const par = outro.fechada.find(({ carga }) => carga.instancias === nivel.carga.instancias);
    if (par === undefined) return [];
    const vazao = par.vazao.media / nivel.vazao.media - 1;
    const latencia = par.latencia.p50Ms / nivel.latencia.p50Ms - 1;
    return [
      `Com ${instanciasEm(nivel.carga.instancias)}, ${outro.pipeline} tem ${diferenca(vazao)} vazão e ${diferenca(latencia)} latência mediana do que ${um.pipeline}.`,
    ];
  });
}

const diferenca = (parte: number): string =>
  Math.abs(parte) < 0.02
    ? 'praticamente a mesma'
    : `${porCento(Math.abs(parte))} ${parte > 0 ? 'mais' : 'menos'}`;
