import type { BatchTimeline, ExportTimelinesResponse } from '@trilha/proto-gen/ingestion';
import type { LinhaDoTempo, Pagina } from '../app/exportar.js';
import { data, ESTADOS, etapasDe, TIPOS } from './mensagens.js';

/** Pages of timelines as messages, made when they are asked for. */
export async function* exportarEm(paginas: AsyncIterable<Pagina>): AsyncGenerator<ExportTimelinesResponse> {
  for await (const { linhas, proximo } of paginas) {
    yield { lotes: linhas.map(loteDe), proximo: BigInt(proximo) };
  }
}

const loteDe = ({ estado, duravelMs, finalizadoMs, etapas, eventos }: LinhaDoTempo): BatchTimeline => ({
  duravelEm: data(duravelMs),
  etapas: etapasDe(etapas),
  timestampFinalizacaoAnalise: data(finalizadoMs),
  eventos: eventos.map(({ eventId, tipo, offset, emitidoMs, recebidoMs }) => ({
    eventId,
    tipo: TIPOS[tipo],
    estado: ESTADOS[estado],
    offset: BigInt(offset),
    emitidoEm: data(emitidoMs),
    recebidoEm: data(recebidoMs),
  })),
});
