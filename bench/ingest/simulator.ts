/** Process: one sender of events. It does what it is told, one order after the other, and ends with its parent. */
import { createIngestCalls, isOverload, type Target } from './ingest-calls.js';
import { look, type PlannedOpenLoop, planOpenLoop, runOpenLoop } from './open-loop-sender.js';
import type { OpenPlannedAnswer, Order, PlannedAnswer, PlanOrder, SentAnswer } from './orders.js';
import { type PlannedMessage, type PlanOptions, planMessages } from './plan-messages.js';
import { sendMessages } from './send-messages.js';
import { planSingles, runSingles, type Singles } from './single-sender.js';
import { addTally, emptyTally, sumOf } from './tally.js';

/** As the server asks for. */
const RETRY_MS = 250;

let planned: readonly PlannedMessage[] = [];
let open: PlannedOpenLoop | undefined;
let singles: Singles | undefined;

process.on('message', async (order: Order) => {
  try {
    process.send?.(await obey(order));
  } catch (error) {
    process.stderr.write(
      `simulator: ${order.ask}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
});
process.once('disconnect', () => process.exit());

async function obey(order: Order): Promise<object> {
  switch (order.ask) {
    case 'plan':
      planned = [...planMessages(asPlan(order.plan))];
      return {
        planted: sumOf(planned.map((message) => message.planted)),
        messages: planned.length,
        bytes: planned.reduce((sum, { body }) => sum + body.length, 0),
      } satisfies PlannedAnswer;
    case 'send':
      return send(planned, order);
    case 'flow':
      return send(planMessages(asPlan(order.plan)), order);
    case 'plan-open':
      open = await planOpenLoop({ ...order, plan: asPlan(order.plan) });
      return { zeroMs: open.zeroMs } satisfies OpenPlannedAnswer;
    case 'open':
      return runOpenLoop(made(open), order.target);
    case 'look':
      return look(order.target, made(open).scheduled.samples);
    case 'plan-singles':
      singles = await planSingles(asPlan(order.plan), order.count, order.target);
      return {};
    case 'singles':
      return runSingles(made(singles), order);
  }
}

function made<T>(planned: T | undefined): T {
  if (planned === undefined) throw new Error('nothing was planned');
  return planned;
}

const asPlan = ({ emittedAtMs, ...plan }: PlanOrder): PlanOptions => ({
  ...plan,
  emittedAt: new Date(emittedAtMs),
});

async function send(
  messages: Iterable<PlannedMessage>,
  { target, inFlight }: { readonly target: Target; readonly inFlight: number },
): Promise<SentAnswer> {
  const calls = createIngestCalls(target);
  const planted = emptyTally();
  const cpu = process.cpuUsage();
  const startedAtMs = Date.now();
  const { tally: sent, resent } = await sendMessages(messages, {
    inFlight,
    deliver: async (message) => {
      const answer = await calls.deliver(message);
      addTally(planted, message.planted);
      return answer;
    },
    mayResend: isOverload,
    pause: () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)),
  });
  const endedAtMs = Date.now();
  const { user, system } = process.cpuUsage(cpu);
  await calls.close();
  return { planted, sent, resent, startedAtMs, endedAtMs, cpuMicros: user + system };
}
