import type { EventIngestionServiceService, RejectedItem } from '@trilha/proto-gen/ingestion';
import type { Client } from '@trilha/service-kit';
import type { Enviavel } from './carga.js';
import type { Resultado } from './falha.js';

export type IngestionClient = Client<typeof EventIngestionServiceService>;

export const MODOS = ['unary', 'batch', 'stream'] as const;
export type Modo = (typeof MODOS)[number];

/** What became of events that travelled together. */
export interface Resposta {
  /** In the order of the events. */
  readonly resultados: readonly Resultado[];
  /** How many of them the server knew from before. */
  readonly conhecidos: number;
}

/** A way to send events. */
export interface Canal {
  /** Events of the same route travel together, at most so many. */
  rotaDe(tipo: Enviavel['tipo']): { readonly rota: string; readonly maximo: number };
  /**
   * Sends events of one route and resolves when all of them have their answer.
   *
   * @throws RemoteError or SemResposta when nobody knows what became of them; they may be sent again
   */
  enviar(rota: string, itens: readonly Enviavel[], signal: AbortSignal): Promise<Resposta>;
  /** Lets go of what is open; nothing may be under way. */
  fechar(): Promise<void>;
}

/** Of `quantos` events whose rejected ones are told by position. */
export function resultadosDe(
  quantos: number,
  rejeitados: readonly Pick<RejectedItem, 'indice' | 'motivo'>[],
): readonly Resultado[] {
  const resultados = new Array<Resultado>(quantos).fill('aceito');
  for (const { indice, motivo } of rejeitados) resultados[indice] = `recusado:${motivo}`;
  return resultados;
}
