import {
  EventIngestionServiceService as Contract,
  EventRecord,
  GetEventRequest,
  IngestStreamRequest,
} from '@trilha/proto-gen/ingestion';
import { faultyItems, type Item } from '../../apps/ingestion/src/simulador/faulty-items.js';
import { percentile } from '../measure/percentile.js';
import { poissonSchedule } from '../measure/poisson-schedule.js';
import { createIngestCalls, type Target } from './ingest-calls.js';
import type { LookAnswer, OpenAnswer, OpenOrder } from './orders.js';
import type { PlanOptions } from './plan-messages.js';
import { registerClients } from './register-clients.js';
import { addTally, emptyTally, type Tally } from './tally.js';

/** An event to be looked at afterwards. */
export interface Sample {
  readonly eventId: string;
  /** When it should have been sent, ms since 1970. */
  readonly dueAtMs: number;
  readonly inWarmUp: boolean;
}

/** Slower than any machine encodes; until then the clock does not start. */
const ENCODED_PER_SECOND = 40_000;
const MARGIN_MS = 1_000;
const MAX_MESSAGE_EVENTS = 5_000;
const LOOKERS = 50;

interface Scheduled {
  /** The framed bytes of all events, one after the other, and where each begins. */
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly due: Float64Array;
  /** For each event how many before it must have their answers. */
  readonly after: Uint32Array;
  readonly planted: Tally;
  readonly samples: readonly Sample[];
}

/** Events that wait for their time. */
export interface PlannedOpenLoop {
  /** When the clock starts, ms since 1970. */
  readonly zeroMs: number;
  readonly lingerMs: number;
  readonly scheduled: Scheduled;
}

/**
 * Sends clients and scores, then encodes the events of a Poisson schedule: when an event is due stands in it as
 * `emitted_at`, so when the clock starts is settled first.
 */
export async function planOpenLoop(
  order: Omit<OpenOrder, 'plan'> & { readonly plan: PlanOptions },
): Promise<PlannedOpenLoop> {
  const { plan, target, ratePerSecond, seconds, warmUpSeconds, lingerMs, samples } = order;
  const items = faultyItems(plan);
  await registerClients(items, plan.clients, target);
  const due = poissonSchedule({ ratePerSecond, seconds, seed: plan.seed });
  const zeroMs = Date.now() + (due.length / ENCODED_PER_SECOND) * 1_000 + MARGIN_MS;
  const warmUpMs = warmUpSeconds * 1_000;
  const scheduled = schedule(items, { due, zeroMs, warmUpMs, labelDelay: plan.labelDelay, samples });
  return { zeroMs, lingerMs, scheduled };
}

/** Sends each event when it is due, whatever became of those before. @throws Error when the clock ran already */
export async function runOpenLoop(planned: PlannedOpenLoop, target: Target): Promise<OpenAnswer> {
  const { zeroMs, lingerMs, scheduled } = planned;
  if (Date.now() > zeroMs) throw new Error('the events could not be encoded in time');
  await new Promise((resolve) => setTimeout(resolve, zeroMs - Date.now()));
  const cpu = process.cpuUsage();
  const { sent, lateness } = await sendWhenDue(scheduled, { target, zeroMs, lingerMs });
  const { user, system } = process.cpuUsage(cpu);
  lateness.sort();
  return {
    planted: scheduled.planted,
    sent,
    resent: 0,
    startedAtMs: zeroMs,
    endedAtMs: Date.now(),
    cpuMicros: user + system,
    latenessP99Ms: percentile(lateness, 99),
  };
}

interface ScheduleOptions {
  readonly due: Float64Array;
  readonly zeroMs: number;
  readonly warmUpMs: number;
  readonly labelDelay: number;
  readonly samples: number;
}

function schedule(
  items: Iterator<Item>,
  { due, zeroMs, warmUpMs, labelDelay, samples }: ScheduleOptions,
): Scheduled {
  const parts: Uint8Array[] = [];
  const starts = new Uint32Array(due.length + 1);
  const after = new Uint32Array(due.length);
  const planted = emptyTally();
  const sampled: Sample[] = [];
  const labels: { readonly item: Item; readonly seenAt: number }[] = [];
  const step = Math.max(1, Math.floor(due.length / samples));
  for (let i = 0; i < due.length; ) {
    const [label] = labels;
    let item: Item;
    if (label !== undefined && label.seenAt + labelDelay <= i) {
      labels.shift();
      item = label.item;
      after[i] = label.seenAt;
    } else {
      item = items.next().value as Item;
      if (item.kind === 'rotulo') {
        labels.push({ item, seenAt: i });
        continue;
      }
    }
    const dueAtMs = zeroMs + (due[i] as number);
    const { dados } = item.event;
    if (dados === undefined) throw new TypeError('an event without data');
    // A duplicate is the same to the byte, its time included: what the first copy of it was given.
    if (item.fate !== 'repeated') dados.value.emittedAt = new Date(dueAtMs);
    const bytes = IngestStreamRequest.encode({ primeira: 0n, eventos: [item.event] }).finish();
    parts.push(bytes);
    starts[i + 1] = (starts[i] as number) + bytes.length;
    addTally(planted, {
      items: 1,
      accepted: item.fate === 'rejected' ? 0 : 1,
      repeated: item.fate === 'repeated' ? 1 : 0,
      refusals: item.refusal === undefined ? {} : { [item.refusal]: 1 },
    });
    if (item.fate === 'accepted' && sampled.length < samples && i >= sampled.length * step) {
      const inWarmUp = (due[i] as number) < warmUpMs;
      sampled.push({ eventId: dados.value.eventId, dueAtMs, inWarmUp });
    }
    i += 1;
  }
  return { bytes: Buffer.concat(parts), starts, due, after, planted, samples: sampled };
}

async function sendWhenDue(
  { bytes, starts, due, after }: Scheduled,
  {
    target,
    zeroMs,
    lingerMs,
  }: { readonly target: Target; readonly zeroMs: number; readonly lingerMs: number },
): Promise<{ readonly sent: Tally; readonly lateness: Float64Array }> {
  const calls = createIngestCalls(target);
  const sent = emptyTally();
  const lateness = new Float64Array(due.length);
  const answers: Promise<void>[] = [];
  let failure: unknown;
  let next = 0;
  while (next < due.length && failure === undefined) {
    const elapsedMs = Date.now() - zeroMs;
    const from = next;
    while (
      next < due.length &&
      next - from < MAX_MESSAGE_EVENTS &&
      (due[next] as number) <= elapsedMs &&
      (after[next] as number) <= sent.items
    ) {
      lateness[next] = elapsedMs - (due[next] as number);
      next += 1;
    }
    if (next > from) {
      const events = bytes.subarray(starts[from] as number, starts[next] as number);
      answers.push(
        calls.stream(events, next - from).then(
          (tally) => addTally(sent, tally),
          (error: unknown) => {
            failure ??= error;
          },
        ),
      );
    }
    if (next - from < MAX_MESSAGE_EVENTS) await new Promise((resolve) => setTimeout(resolve, lingerMs));
  }
  await Promise.all(answers);
  if (failure !== undefined) throw failure;
  await calls.close();
  return { sent, lateness };
}

/** Reads the samples back and tells how long each took to be final. @throws Error when one is not */
export async function look(target: Target, samples: readonly Sample[]): Promise<LookAnswer> {
  const calls = createIngestCalls(target);
  const latenciesMs: number[] = [];
  const warmUpMs: number[] = [];
  let next = 0;
  const looker = async (): Promise<void> => {
    for (let sample = samples[next++]; sample !== undefined; sample = samples[next++]) {
      const request = GetEventRequest.encode({ eventId: sample.eventId }).finish();
      const record = EventRecord.decode(await calls.unary(Contract.getEvent.path, request));
      const finalAt = record.timestampFinalizacaoAnalise?.getTime();
      if (finalAt === undefined) throw new Error(`the event ${sample.eventId} is not final`);
      if (Math.abs((record.emitidoEm?.getTime() ?? 0) - sample.dueAtMs) > 1) {
        throw new Error(`the event ${sample.eventId} was not emitted when it was due`);
      }
      (sample.inWarmUp ? warmUpMs : latenciesMs).push(finalAt - sample.dueAtMs);
    }
  };
  await Promise.all(Array.from({ length: LOOKERS }, looker));
  await calls.close();
  for (const some of [latenciesMs, warmUpMs]) some.sort((a, b) => a - b);
  return { latenciesMs, warmUpMs };
}
