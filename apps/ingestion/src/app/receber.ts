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
import type { Chegada, Diario, Escrita } from './ports.js';

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
  const receberVarios = async (itens: readonly (Item | Escrita | undefined)[]): Promise<Recebidos> => {
    if (atraso() > maxAtraso) throw sobrecarregado();
    const agoraMs = clock.now().getTime();
    const chegadas: (Chegada | Escrita)[] = [];
    const indices: number[] = [];
    const gerados: { indice: number; eventId: string }[] = [];
    const rejeitados: { indice: number; eventId: string; recusa: Recusa }[] = [];
    for (let indice = 0; indice < itens.length; indice++) {
      const item = itens[indice];
      if (item !== undefined && 'registro' in item) {
        chegadas.push(item);
        indices.push(indice);
        continue;
      }
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
    let repetidos = 0;
    const desfechos = chegadas.length === 0 ? [] : await diario.receber(chegadas, agoraMs);
    for (let i = 0; i < desfechos.length; i++) {
      const desfecho = desfechos[i];
      if (desfecho === 'repetido') repetidos += 1;
      else if (desfecho instanceof Recusa) {
        const { eventId } = chegadas[i] as Chegada | Escrita;
        rejeitados.push({ indice: indices[i] as number, eventId, recusa: desfecho });
      }
    }
    rejeitados.sort((a, b) => a.indice - b.indice);
    const recusados = new Set(rejeitados.map(({ indice }) => indice));
    return {
      aceitos: itens.length - rejeitados.length,
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
