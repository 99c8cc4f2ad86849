import {
  type EventData,
  IngestClientsRequest,
  IngestScoresRequest,
  IngestStreamRequest,
  IngestTransactionsRequest,
} from '@trilha/proto-gen/ingestion';
import { faultyItems, type Item, type ItemOptions } from '../../apps/ingestion/src/simulador/faulty-items.js';
import { emptyTally, type Tally } from './tally.js';

export type Way = 'clients' | 'scores' | 'transactions' | 'stream';

/** One encoded request. */
export interface PlannedMessage {
  /** A batch RPC, or a message of the stream, whose number is put before it when it is sent. */
  readonly way: Way;
  readonly body: Uint8Array;
  /** Every message before this one must have been answered: a label names a transaction that is on disk. */
  readonly after: number;
  readonly planted: Readonly<Tally>;
}

export interface PlanOptions extends ItemOptions {
  /** `batches`: the batch RPC of each kind, and the stream for labels, which have none. `stream`: all in one stream. */
  readonly mode: 'batches' | 'stream';
  /** Ends with the first item from here on. */
  readonly items: number;
  /** Items of one message. */
  readonly size: number;
  /** A label is held back by so many items, so that its sender seldom has to wait for its transaction. */
  readonly labelDelay: number;
}

export const PLAN = {
  clients: 10_000,
  instance: '',
  duplicates: 0.01,
  invalid: 0.01,
  size: 1_000,
  labelDelay: 40_000,
} as const;

const WAYS: Readonly<Record<Item['kind'], Way>> = {
  cliente: 'clients',
  score: 'scores',
  transacao: 'transactions',
  rotulo: 'stream',
};

/** The load of one simulator as messages, in the order of sending; the same for the same options. */
export function* planMessages(options: PlanOptions): Generator<PlannedMessage> {
  const { mode, items, size, labelDelay } = options;
  const wayOf = (kind: Item['kind']): Way => (mode === 'stream' ? 'stream' : WAYS[kind]);
  const withTransactions = wayOf('transacao');
  const open = new Map<Way, { items: Item[]; after: number }>();
  const labels: HeldLabel[] = [];
  let made = 0;
  const flush = function* (way: Way): Generator<PlannedMessage> {
    const group = open.get(way);
    if (group === undefined) return;
    open.delete(way);
    made += 1;
    if (way === withTransactions) {
      for (const label of labels) label.after ??= made;
    }
    yield { way, body: encode(way, group.items), after: group.after, planted: tallyOf(group.items) };
  };
  const put = function* (item: Item, after: number): Generator<PlannedMessage> {
    const way = wayOf(item.kind);
    const group = open.get(way) ?? { items: [], after: 0 };
    open.set(way, group);
    group.items.push(item);
    group.after = Math.max(group.after, after);
    if (group.items.length >= size) yield* flush(way);
  };
  let position = 0;
  for (const item of faultyItems(options)) {
    position += 1;
    if (item.kind === 'rotulo') labels.push({ item, dueAt: position + labelDelay });
    else yield* put(item, 0);
    for (let label = labels[0]; label?.after !== undefined && label.dueAt <= position; label = labels[0]) {
      labels.shift();
      yield* put(label.item, label.after);
    }
    if (position >= items) break;
  }
  yield* flush(withTransactions);
  for (const { item, after = 0 } of labels.splice(0)) yield* put(item, after);
  for (const way of [...open.keys()]) yield* flush(way);
}

interface HeldLabel {
  readonly item: Item;
  readonly dueAt: number;
  /** Known when the message that may hold its transaction is complete. */
  after?: number;
}

function encode(way: Way, items: readonly Item[]): Uint8Array {
  switch (way) {
    case 'clients':
      return IngestClientsRequest.encode({ batchId: '', itens: valuesOf(items, 'cliente') }).finish();
    case 'scores':
      return IngestScoresRequest.encode({ batchId: '', itens: valuesOf(items, 'score') }).finish();
    case 'transactions':
      return IngestTransactionsRequest.encode({ batchId: '', itens: valuesOf(items, 'transacao') }).finish();
    case 'stream':
      // Zero is not written: the sender puts the number before it.
      return IngestStreamRequest.encode({ primeira: 0n, eventos: items.map(({ event }) => event) }).finish();
  }
}

type Data = NonNullable<EventData['dados']>;
type ValueOf<K extends Data['$case']> = Extract<Data, { $case: K }>['value'];

function valuesOf<K extends Data['$case']>(items: readonly Item[], kind: K): ValueOf<K>[] {
  return items.map(({ event: { dados } }) => {
    if (dados?.$case !== kind) throw new TypeError(`a batch of ${kind} with ${dados?.$case}`);
    return dados.value as ValueOf<K>;
  });
}

function tallyOf(items: readonly Item[]): Tally {
  const tally = emptyTally();
  for (const { fate, refusal } of items) {
    tally.items += 1;
    if (fate !== 'rejected') tally.accepted += 1;
    if (fate === 'repeated') tally.repeated += 1;
    if (refusal !== undefined) tally.refusals[refusal] = (tally.refusals[refusal] ?? 0) + 1;
  }
  return tally;
}
