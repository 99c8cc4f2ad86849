import { Random } from '@trilha/pipeline/online';
import type { EventData } from '@trilha/proto-gen/ingestion';
import { type Gerado, gerar } from '../../apps/ingestion/src/gerador/gerar.js';

export type Kind = Gerado['tipo'];

/** One item of the load, and what the server must make of it. */
export interface Item {
  readonly kind: Kind;
  readonly event: EventData;
  readonly fate: 'accepted' | 'repeated' | 'rejected';
  /** Of a rejected one: its field and reason, such as `valor CAMPOS_INVALIDOS`. */
  readonly refusal?: string;
}

export interface ItemOptions {
  readonly seed: number;
  readonly clients: number;
  /** Added to every id, so that several simulators do not meet. */
  readonly instance: string;
  /** Share of items that are sent a second time. */
  readonly duplicates: number;
  /** Share of items that come with a second, broken one. */
  readonly invalid: number;
  readonly emittedAt: Date;
}

/** A duplicate follows its original by so many items: near enough to be still under way, as a retry may be. */
const DUPLICATE_AFTER = 700;

/** The events of the generator with duplicates and broken items between them; endless, the same for the same options. */
export function* faultyItems(options: ItemOptions): Generator<Item> {
  const { seed, clients, instance, duplicates, invalid, emittedAt } = options;
  const random = new Random(seed);
  const again: { readonly dueAt: number; readonly item: Item }[] = [];
  let position = 0;
  let broken = 0;
  for (const made of gerar({ seed, clientes: clients, instancia: instance })) {
    const event = asEvent(made, made.eventId, emittedAt);
    const item: Item = { kind: made.tipo, event, fate: 'accepted' };
    yield item;
    position += 1;
    if (random.uniform() < duplicates) {
      again.push({ dueAt: position + DUPLICATE_AFTER, item: { ...item, fate: 'repeated' } });
    }
    if (random.uniform() < invalid) {
      yield breakItem(made, asEvent(made, `${made.eventId}-x`, emittedAt), broken++);
      position += 1;
    }
    for (let next = again[0]; next !== undefined && next.dueAt <= position; next = again[0]) {
      again.shift();
      yield next.item;
      position += 1;
    }
  }
}

function asEvent(made: Gerado, eventId: string, emittedAt: Date): EventData {
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
