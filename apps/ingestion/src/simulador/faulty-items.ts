import { Random } from '@trilha/pipeline/online';
import type { EventData } from '@trilha/proto-gen/ingestion';
import { type Gerado, gerar } from '../gerador/gerar.js';

export type Kind = Gerado['tipo'];

/** One item of the load, and what the server must make of it. */
export interface Item {
  readonly kind: Kind;
  readonly event: EventData;
  readonly fate: 'accepted' | 'repeated' | 'rejected';
  /** Of a rejected one: its field and reason, such as `valor CAMPOS_INVALIDOS`. */
  readonly refusal?: string;
}

export interface FaultOptions {
  readonly seed: number;
  /** Share of items that are sent a second time. */
  readonly duplicates: number;
  /** Share of items that come with a second, broken one. */
  readonly invalid: number;
  /** Of every event that has no other. */
  readonly emittedAt: Date | undefined;
  /** A duplicate follows its original by so many items. 700: near enough to be still under way, as a retry may be. */
  readonly duplicateAfter?: number;
}

export interface ItemOptions extends FaultOptions {
  readonly clients: number;
  /** Added to every id, so that several simulators do not meet. */
  readonly instance: string;
}

/** The events of the generator with duplicates and broken items between them; endless, the same for the same options. */
export function faultyItems(options: ItemOptions): Generator<Item> {
  const { seed, clients, instance } = options;
  return withFaults(gerar({ seed, clientes: clients, instancia: instance }), options);
}

/** Puts duplicates and broken items between events; the same for the same ones. */
export function* withFaults(made: Iterable<Gerado>, options: FaultOptions): Generator<Item> {
  const { seed, duplicates, invalid, emittedAt, duplicateAfter = 700 } = options;
  const random = new Random(seed);
  const again: { readonly dueAt: number; readonly item: Item }[] = [];
  let position = 0;
  let broken = 0;
  for (const one of made) {
    const item: Item = { kind: one.tipo, event: asEvent(one, one.eventId, emittedAt), fate: 'accepted' };
    yield item;
    position += 1;
    if (random.uniform() < duplicates) {
      again.push({ dueAt: position + duplicateAfter, item: { ...item, fate: 'repeated' } });
    }
    if (random.uniform() < invalid) {
      yield breakItem(one, asEvent(one, `${one.eventId}-x`, emittedAt), broken++);
      position += 1;
    }
    for (let next = again[0]; next !== undefined && next.dueAt <= position; next = again[0]) {
      again.shift();
      yield next.item;
      position += 1;
    }
  }
}

/** A generated event as a message of the contract. */
function asEvent(made: Gerado, eventId: string, emittedAt: Date | undefined): EventData {
  const common = { eventId, emittedAt };
  switch (made.tipo) {
    case 'cliente':
      return { dados: { $case: 'cliente', value: { ...made.dados, ...common } } };
    case 'score':
      return { dados: { $case: 'score', value: { ...made.dados, ...common } } };
    case 'rotulo':
      return { dados: { $case: 'rotulo', value: { ...made.dados, ...common } } };
    case 'transacao':
      return { dados: { $case: 'transacao', value: { ...made.dados, suspeita: undefined, ...common } } };
  }
}

const BROKEN_TRANSACTION = [
  { field: 'valor', with: { valor: Number.NaN } },
  { field: 'valor', with: { valor: -1 } },
  { field: 'moeda', with: { moeda: 'XXX' } },
  { field: 'data', with: { data: '2026-02-30' } },
  { field: 'categoria', with: { categoria: 'Jogos' } },
  { field: 'cliente_id', with: { clienteId: '' } },
] as const;

/** The kinds of faults take turns. */
function breakItem({ tipo: kind }: Gerado, { dados }: EventData, turn: number): Item {
  const refused = (field: string, event: EventData, reason = 'CAMPOS_INVALIDOS'): Item => ({
    kind,
    event,
    fate: 'rejected',
    refusal: `${field} ${reason}`,
  });
  switch (dados?.$case) {
    case 'transacao': {
      const fault = BROKEN_TRANSACTION[
        turn % BROKEN_TRANSACTION.length
      ] as (typeof BROKEN_TRANSACTION)[number];
      return refused(fault.field, {
        dados: { $case: 'transacao', value: { ...dados.value, ...fault.with } },
      });
    }
    case 'cliente':
      return turn % 2 === 0
        ? refused('cpf', { dados: { $case: 'cliente', value: { ...dados.value, cpf: '11111111111' } } })
        : refused('data_nascimento', {
            dados: { $case: 'cliente', value: { ...dados.value, dataNascimento: '2001-13-01' } },
          });
    case 'score':
      return refused('score', { dados: { $case: 'score', value: { ...dados.value, score: 1_001 } } });
    case 'rotulo':
      return refused(
        'transacao_event_id',
        { dados: { $case: 'rotulo', value: { ...dados.value, transacaoEventId: 'nenhuma' } } },
        'TRANSACAO_DESCONHECIDA',
      );
    default:
      throw new TypeError('an event without data');
  }
}
