import type { Clock, NewId } from '@trilha/service-kit/base';
import {
  type ClienteEnviado,
  conferirCliente,
  conferirRotulo,
  conferirScore,
  conferirTransacao,
  type RotuloEnviado,
  type ScoreEnviado,
  type TransacaoEnviada,
} from '../domain/conferir.js';
import { erroDeRecusa, sobrecarregado } from '../domain/errors.js';
import type { Evento } from '../domain/evento.js';
import { Recusa } from '../domain/recusa.js';
import type { Chegada, Desfechos, Diario, Escritas } from './ports.js';

/** An item as it was sent, with what every item may carry. */
export type Item = (
  | { readonly tipo: 'cliente'; readonly dados: ClienteEnviado }
  | { readonly tipo: 'transacao'; readonly dados: TransacaoEnviada }
  | { readonly tipo: 'score'; readonly dados: ScoreEnviado }
  | { readonly tipo: 'rotulo'; readonly dados: RotuloEnviado }
) & { readonly eventId: string; readonly emitidoMs: number | undefined };

/** What became of many items; positions count from 0 over the call. */
export interface Recebidos {
  readonly aceitos: number;
  /** Of these, known from before. */
  readonly repetidos: number;
  readonly rejeitados: readonly {
    readonly indice: number;
    readonly eventId: string;
    readonly recusa: Recusa;
  }[];
  /** Ids made here. */
  readonly gerados: readonly { readonly indice: number; readonly eventId: string }[];
}

export interface ReceberDeps {
  readonly diario: Diario;
  readonly clock: Clock;
  /** A UUIDv7. */
  readonly newId: NewId;
  /** Events on disk that wait for their analysis. */
  readonly atraso: () => number;
  /** How many may; above it nothing more is taken. */
  readonly maxAtraso: number;
}

/**
 * Takes events: each is checked, the good ones are on disk when it resolves, the bad ones are told by position.
 * Idempotent for items with an `event_id`. Refuses (INGESTAO_SOBRECARREGADA) while the analysis is too far behind.
 */
export function createReceber({ diario, clock, newId, atraso, maxAtraso }: ReceberDeps) {
  const receberVarios = async (itens: readonly (Item | Escritas | undefined)[]): Promise<Recebidos> => {
    if (atraso() > maxAtraso) throw sobrecarregado();
    const agoraMs = clock.now().getTime();
    const chegadas: (Chegada | Escritas)[] = [];
    /** Of each arrival, the position of its first event. */
    const indices: number[] = [];
    const gerados: { indice: number; eventId: string }[] = [];
    const rejeitados: { indice: number; eventId: string; recusa: Recusa }[] = [];
    let quantos = 0;
    for (const item of itens) {
      const indice = quantos;
      if (item !== undefined && 'registros' in item) {
        chegadas.push(item);
        indices.push(indice);
        quantos += item.quantos;
        continue;
      }
      quantos += 1;
      const evento = item === undefined ? VAZIO : conferir(item, agoraMs);
      if (item === undefined || evento instanceof Recusa) {
        rejeitados.push({ indice, eventId: item?.eventId ?? '', recusa: evento as Recusa });
        continue;
      }
      const idNosso = item.eventId === '';
      const eventId = idNosso ? newId() : item.eventId;
      chegadas.push({ evento, eventId, idNosso, emitidoMs: item.emitidoMs });
      indices.push(indice);
      if (idNosso) gerados.push({ indice, eventId });
    }
    const { repetidos, recusados: depois } =
      chegadas.length === 0 ? NADA : await diario.receber(chegadas, agoraMs);
    for (const { chegada, evento, recusa } of depois) {
      const qual = chegadas[chegada] as Chegada | Escritas;
      const eventId = 'registros' in qual ? qual.eventIdDe(evento) : qual.eventId;
      rejeitados.push({ indice: (indices[chegada] as number) + evento, eventId, recusa });
    }
    rejeitados.sort((a, b) => a.indice - b.indice);
    const recusados = new Set(rejeitados.map(({ indice }) => indice));
    return {
      aceitos: quantos - rejeitados.length,
      repetidos,
      rejeitados,
      gerados: recusados.size === 0 ? gerados : gerados.filter(({ indice }) => !recusados.has(indice)),
    };
  };
  return {
    receberVarios,
    /**
     * Takes one event.
     *
     * @throws DomainError for what would have been rejected
     */
    receberUm: async (item: Item): Promise<{ readonly eventId: string; readonly repetido: boolean }> => {
      const { rejeitados, repetidos, gerados } = await receberVarios([item]);
      const [rejeitado] = rejeitados;
      if (rejeitado !== undefined) throw erroDeRecusa(rejeitado.recusa, rejeitado.eventId);
      return { eventId: gerados[0]?.eventId ?? item.eventId, repetido: repetidos === 1 };
    },
  };
}

const NADA: Desfechos = { repetidos: 0, recusados: [] };
const VAZIO = new Recusa('dados', 'cliente, transacao, score ou rotulo');
const MAIOR_ID = 64;

function conferir(item: Item, agoraMs: number): Evento | Recusa {
  if (item.eventId.length > MAIOR_ID) return new Recusa('event_id', `1 a ${MAIOR_ID} caracteres`);
  switch (item.tipo) {
    case 'transacao':
      return conferirTransacao(item.dados, agoraMs);
    case 'cliente':
      return conferirCliente(item.dados, agoraMs);
    case 'score':
      return conferirScore(item.dados, agoraMs);
    case 'rotulo':
      return conferirRotulo(item.dados);
  }
}
