import { IngestStreamRequest, IngestTransactionsRequest } from '@trilha/proto-gen/ingestion';
import { PLAN, type PlannedMessage, type PlanOptions, planMessages } from './plan-messages.js';
import { rejectedOf, storedOf, sumOf } from './tally.js';

const plan = (options: Partial<PlanOptions> = {}): PlannedMessage[] => [
  ...planMessages({
    ...PLAN,
    mode: 'stream',
    items: 30_000,
    clients: 100,
    size: 500,
    labelDelay: 5_000,
    seed: 1,
    emittedAt: new Date('2026-03-01T00:00:00Z'),
    ...options,
  }),
];
/** Made once: several tests look at it. */
const STREAM = plan();
const eventsOf = ({ body }: PlannedMessage) => IngestStreamRequest.decode(body).eventos;
const all = (messages: readonly PlannedMessage[]) => sumOf(messages.map(({ planted }) => planted));

it('is the same for the same seed and another for another', () => {
  const bytes = (seed: number): string =>
    Buffer.concat(plan({ seed, items: 3_000 }).map(({ body }) => body)).toString('base64');
  expect(bytes(1)).toBe(bytes(1));
  expect(bytes(1)).not.toBe(bytes(2));
});

it('sends as many ids twice as it says, the same to the byte', () => {
  const seen = new Map<string, string>();
  let repeated = 0;
  for (const { dados } of STREAM.flatMap(eventsOf)) {
    const text = JSON.stringify(dados);
    const id = dados?.value.eventId ?? '';
    if (seen.has(id)) {
      repeated += 1;
      expect(text).toBe(seen.get(id));
    }
    seen.set(id, text);
  }
  const planted = all(STREAM);
  expect(repeated).toBe(planted.repeated);
  expect(seen.size).toBe(storedOf(planted) + rejectedOf(planted));
});

it('plants about as many duplicates and invalid items as asked for, of every kind', () => {
  const planted = all(STREAM);
  expect(planted.repeated / planted.items).toBeCloseTo(0.01, 2);
  expect(rejectedOf(planted) / planted.items).toBeCloseTo(0.01, 2);
  expect(Object.keys(planted.refusals)).toEqual(
    expect.arrayContaining(['valor CAMPOS_INVALIDOS', 'moeda CAMPOS_INVALIDOS', 'data CAMPOS_INVALIDOS']),
  );
  expect(planted.items).toBe(STREAM.flatMap(eventsOf).length);
});

it.each([
  ['stream', STREAM],
  ['stream, large messages', plan({ size: 6_000 })],
  ['batches', plan({ mode: 'batches' })],
] as const)('has a label wait for the message of its transaction: %s', (name, messages) => {
  const messageOf = new Map<string, number>();
  let labels = 0;
  for (const [index, message] of messages.entries()) {
    if (message.way === 'transactions') {
      for (const { eventId } of IngestTransactionsRequest.decode(message.body).itens)
        messageOf.set(eventId, index);
    }
    if (message.way !== 'stream') continue;
    for (const { dados } of eventsOf(message)) {
      if (dados?.$case === 'transacao' && !messageOf.has(dados.value.eventId)) {
        messageOf.set(dados.value.eventId, index);
      }
      if (dados?.$case !== 'rotulo' || dados.value.transacaoEventId === 'nenhuma') continue;
      labels += 1;
      const named = messageOf.get(dados.value.transacaoEventId);
      expect(named).toBeDefined();
      // A duplicate may name the second copy: the first was on disk long before.
      expect(message.after).toBeGreaterThan(name === 'batches' ? 0 : (named as number));
    }
    expect(message.after).toBeLessThanOrEqual(index);
  }
  expect(labels).toBeGreaterThan(100);
});

it('sends each kind its own way in batches, and labels over the stream', () => {
  const ways = new Set(plan({ mode: 'batches', items: 6_000 }).map(({ way }) => way));
  expect([...ways].sort()).toEqual(['clients', 'scores', 'stream', 'transactions']);
});
