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

/** Where the time of the events of one run went. */
export interface Decomposicao {
  readonly eventos: number;
  /** In the order in which events pass them. */
  readonly etapas: readonly TempoDaEtapa[];
  /** Nodes that began and ended together in every micro-batch, so that nobody can tell their times apart. */
  readonly juntos: readonly (readonly string[])[];
}

/**
 * Cuts the way of every event into waiting and service, one after the other, so that the parts of all stages add up to its
 * latency. A node takes a micro-batch at a time: each of its events is in service from its start to its end. The queue of a
 * node is the time before its start in which no stage before it was at work on the event. Of nodes that begin and end
 * together the first has all of their time. When the last node is done an event only waits for the next checkpoint to
 * be on disk.
 */
export function decompor(medidas: readonly Medida[]): Decomposicao {
  const somas = new Map<string, { filaMs: number; servicoMs: number }>();
  const lotes = new Map<Lote, readonly Etapa[]>();
  for (const { envio, registro } of medidas) {
    let agoraMs = envio.previstoMs;
    const passar = (etapa: string, inicioMs: number, fimMs: number): void => {
      const comecou = Math.max(agoraMs, inicioMs);
      const terminou = Math.max(comecou, fimMs);
      const soma = somas.get(etapa) ?? { filaMs: 0, servicoMs: 0 };
      soma.filaMs += comecou - agoraMs;
      soma.servicoMs += terminou - comecou;
      somas.set(etapa, soma);
      agoraMs = terminou;
    };
    const { lote, recebidoMs } = registro;
    const etapas = lotes.get(lote) ?? emOrdem(lote.etapas);
    lotes.set(lote, etapas);
    passar(ETAPA.simulador, envio.envioMs, envio.envioMs);
    passar(ETAPA.entrada, agoraMs, recebidoMs);
    passar(ETAPA.gravacao, agoraMs, lote.duravelMs);
    for (const { no, inicioMs, fimMs } of etapas) passar(no, inicioMs, fimMs);
    passar(ETAPA.confirmacao, lote.finalizadoMs, lote.finalizadoMs);
  }
  return {
    eventos: medidas.length,
    etapas: [...somas].map(([etapa, { filaMs, servicoMs }]) => ({
      etapa,
      filaMs: filaMs / medidas.length,
      servicoMs: servicoMs / medidas.length,
    })),
    juntos: juntarNos([...lotes.keys()]),
  };
}

/** Sorting is stable: nodes that begin together stay in the order of the pipeline. */
const emOrdem = (etapas: readonly Etapa[]): readonly Etapa[] =>
  [...etapas].sort((a, b) => a.inicioMs - b.inicioMs || a.fimMs - b.fimMs);

function juntarNos(lotes: readonly Lote[]): readonly (readonly string[])[] {
  const porNo = lotes.map(({ etapas }) => new Map(etapas.map((etapa) => [etapa.no, etapa])));
  const grupos: string[][] = [];
  for (const no of new Set(lotes.flatMap(({ etapas }) => etapas.map((etapa) => etapa.no)))) {
    const grupo = grupos.find(([primeiro = '']) =>
      porNo.every((lote) => {
        const [a, b] = [lote.get(primeiro), lote.get(no)];
        return a?.inicioMs === b?.inicioMs && a?.fimMs === b?.fimMs;
      }),
    );
    if (grupo === undefined) grupos.push([no]);
    else grupo.push(no);
  }
  return grupos;
}
