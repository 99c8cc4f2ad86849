import type { Etapa, Lote, Medida } from './medida.js';

/** How long events waited for a stage, and how long it held them: means over events. */
export interface TempoDaEtapa {
  readonly etapa: string;
  readonly filaMs: number;
  readonly servicoMs: number;
}

/** Stages besides the nodes of the pipeline. */
export const ETAPA = {
  simulador: 'simulador',
  entrada: 'rede e recepção',
  gravacao: 'gravação no log',
  confirmacao: 'checkpoint',
} as const;

/**
 * Cuts the way of every event into waiting and service, one after the other, so that the parts of all stages add up to its
 * latency. A node takes a micro-batch at a time: each of its events is in service from its start to its end. The queue of a
 * node is the time before its start in which no stage before it was at work on the event.
 *
 * @returns stages in the order in which events pass them; empty when there are no events
 */
export function decompor(medidas: readonly Medida[]): readonly TempoDaEtapa[] {
  if (medidas.length === 0) return [];
  const grupos = juntarNos(medidas.map(({ registro }) => registro.lote));
  const somas = new Map<string, { filaMs: number; servicoMs: number }>();
  const somar = (etapa: string, filaMs: number, servicoMs: number): void => {
    const soma = somas.get(etapa) ?? { filaMs: 0, servicoMs: 0 };
    somas.set(etapa, { filaMs: soma.filaMs + filaMs, servicoMs: soma.servicoMs + servicoMs });
  };
  for (const { envio, registro } of medidas) {
    let agoraMs = envio.previstoMs;
    const passar = (etapa: string, inicioMs: number, fimMs: number): void => {
      const comecou = Math.max(agoraMs, inicioMs);
      const terminou = Math.max(comecou, fimMs);
      somar(etapa, comecou - agoraMs, terminou - comecou);
      agoraMs = terminou;
    };
    passar(ETAPA.simulador, envio.envioMs, envio.envioMs);
    passar(ETAPA.entrada, agoraMs, registro.recebidoMs);
    passar(ETAPA.gravacao, agoraMs, registro.lote.duravelMs);
    for (const { no, inicioMs, fimMs } of emOrdem(registro.lote.etapas)) {
      const grupo = grupos.get(no) as readonly string[];
      if (grupo[0] === no) passar(grupo.join(' + '), inicioMs, fimMs);
    }
    passar(ETAPA.confirmacao, agoraMs, registro.lote.finalizadoMs);
  }
  return [...somas].map(([etapa, { filaMs, servicoMs }]) => ({
    etapa,
    filaMs: filaMs / medidas.length,
    servicoMs: servicoMs / medidas.length,
  }));
}

const emOrdem = (etapas: readonly Etapa[]): readonly Etapa[] =>
  [...etapas].sort((a, b) => a.inicioMs - b.inicioMs || a.fimMs - b.fimMs);

/**
 * Nodes that share a state go event by event and so begin and end together, in every micro-batch: nobody can tell their
 * times apart, and they are shown as one.
 *
 * @returns for every node the group that it is in, in the order of the pipeline
 */
function juntarNos(lotes: readonly Lote[]): ReadonlyMap<string, readonly string[]> {
  const nomes = [...new Set(lotes.flatMap(({ etapas }) => etapas.map(({ no }) => no)))];
  const grupos = new Map<string, string[]>();
  const distintos = [...new Set(lotes)].map(
    ({ etapas }) => new Map(etapas.map((etapa) => [etapa.no, etapa])),
  );
  const juntos = (um: string, outro: string): boolean =>
    distintos.every((lote) => {
      const [a, b] = [lote.get(um), lote.get(outro)];
      return a?.inicioMs === b?.inicioMs && a?.fimMs === b?.fimMs;
    });
  for (const nome of nomes) {
    const grupo = [...grupos.values()].find(([primeiro = '']) => juntos(primeiro, nome));
    if (grupo === undefined) grupos.set(nome, [nome]);
    else {
      grupo.push(nome);
      grupos.set(nome, grupo);
    }
  }
  return grupos;
}
