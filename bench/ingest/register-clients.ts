import { IngestStreamRequest } from '@trilha/proto-gen/ingestion';
import type { Item } from '../../apps/ingestion/src/simulador/faulty-items.js';
import { createIngestCalls, type Target } from './ingest-calls.js';
import { addTally, emptyTally, type Tally } from './tally.js';

const SIZE = 1_000;

/** Sends the clients and scores with which the events of a simulator begin, one message after the other. */
export async function registerClients(
  items: Iterator<Item>,
  clients: number,
  target: Target,
): Promise<{ readonly planted: number; readonly sent: Tally }> {
  const calls = createIngestCalls(target);
  const sent = emptyTally();
  let planted = 0;
  let known = 0;
  while (known < 2 * clients) {
    const group: Item[] = [];
    while (known < 2 * clients && group.length < SIZE) {
      const { value, done } = items.next();
      if (done === true) throw new RangeError('the events ended before the clients');
      group.push(value);
      if (value.fate === 'accepted') known += 1;
    }
    const body = IngestStreamRequest.encode({
      primeira: 0n,
      eventos: group.map(({ event }) => event),
    }).finish();
    addTally(sent, await calls.stream(body, group.length));
    planted += group.filter(({ fate }) => fate === 'accepted').length;
  }
  await calls.close();
  return { planted, sent };
}
