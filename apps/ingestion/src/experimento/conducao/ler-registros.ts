import { type BatchTimeline, EventState, EventType } from '@trilha/proto-gen/ingestion';
import type { TipoDeEvento } from '../../domain/evento.js';
import type { IngestionClient } from '../../simulador/canal.js';
import type { Lote, Registro } from '../analise/medida.js';

const TIPOS: Readonly<Partial<Record<EventType, TipoDeEvento>>> = {
  [EventType.EVENT_TYPE_CLIENTE]: 'cliente',
  [EventType.EVENT_TYPE_TRANSACAO]: 'transacao',
  [EventType.EVENT_TYPE_SCORE]: 'score',
  [EventType.EVENT_TYPE_ROTULO]: 'rotulo',
};

export interface RegistrosLidos {
  readonly registros: readonly Registro[];
  /** Where the next reading begins. */
  readonly proximo: bigint;
}

/** Reads the finalisation records of all events from a place in the log of the server on. */
export async function lerRegistros(
  client: IngestionClient,
  desde: bigint,
  signal: AbortSignal,
): Promise<RegistrosLidos> {
  const registros: Registro[] = [];
  let proximo = desde;
  for await (const pagina of client.exportTimelines({ desde }, { signal })) {
    for (const lote of pagina.lotes) registros.push(...registrosDe(lote));
    proximo = pagina.proximo;
  }
  return { registros, proximo };
}

const msDe = (data: Date | undefined): number => data?.getTime() ?? 0;

function registrosDe(timeline: BatchTimeline): Registro[] {
  const lote: Lote = {
    duravelMs: msDe(timeline.duravelEm),
    finalizadoMs: msDe(timeline.timestampFinalizacaoAnalise),
    etapas: timeline.etapas.map(({ no, inicio, fim }) => ({ no, inicioMs: msDe(inicio), fimMs: msDe(fim) })),
  };
  return timeline.eventos.flatMap(({ eventId, tipo, estado, recebidoEm }) => {
    const nome = TIPOS[tipo];
    // Pending: a further try of a dead event is on its way; it has not ended.
    if (nome === undefined || estado === EventState.EVENT_STATE_PENDENTE) return [];
    return {
      eventId,
      tipo: nome,
      estado: estado === EventState.EVENT_STATE_MORTO ? 'morto' : 'finalizado',
      recebidoMs: msDe(recebidoEm),
      lote,
    };
  });
}
