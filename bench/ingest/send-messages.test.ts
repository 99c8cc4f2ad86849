import { type SendOptions, sendMessages } from './send-messages.js';
import { emptyTally } from './tally.js';

interface Message {
  readonly id: number;
  readonly after: number;
  readonly planted: { items: number; accepted: number; repeated: number; refusals: Record<string, number> };
}

const message = (id: number, after = 0): Message => ({
  id,
  after,
  planted: { ...emptyTally(), items: 2, accepted: 2 },
});

/** A server whose answers are given by hand. */
function byHand() {
  const open = new Map<number, { answer(): void; fail(error: Error): void }>();
  const sent: number[] = [];
  const deliver: SendOptions<Message>['deliver'] = ({ id, planted }) => {
    sent.push(id);
    return new Promise((resolve, reject) => open.set(id, { answer: () => resolve(planted), fail: reject }));
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    sent,
    deliver,
    settle,
    answer: (id: number) => {
      open.get(id)?.answer();
      return settle();
    },
    fail: (id: number, error: Error) => {
      open.get(id)?.fail(error);
      return settle();
    },
  };
}

const options = (deliver: SendOptions<Message>['deliver']): SendOptions<Message> => ({
  inFlight: 3,
  deliver,
  mayResend: (error) => (error as Error).message === 'busy',
  pause: async () => {},
});

it('has at most so many under way', async () => {
  const hand = byHand();
  const done = sendMessages(
    [0, 1, 2, 3].map((id) => message(id)),
    options(hand.deliver),
  );
  await hand.settle();
  expect(hand.sent).toEqual([0, 1, 2]);
  await hand.answer(1);
  expect(hand.sent).toEqual([0, 1, 2, 3]);
  for (const id of [0, 2, 3]) await hand.answer(id);
  expect(await done).toEqual({ tally: { items: 8, accepted: 8, repeated: 0, refusals: {} }, resent: 0 });
});

it('holds a message until all that it must come after have their answers', async () => {
  const hand = byHand();
  const done = sendMessages([message(0), message(1), message(2, 2)], options(hand.deliver));
  await hand.settle();
  await hand.answer(1);
  expect(hand.sent).toEqual([0, 1]);
  await hand.answer(0);
  expect(hand.sent).toEqual([0, 1, 2]);
  await hand.answer(2);
  await done;
});

it('sends again what the server was too busy for, and says so', async () => {
  const hand = byHand();
  const done = sendMessages([message(0)], options(hand.deliver));
  await hand.settle();
  await hand.fail(0, new Error('busy'));
  expect(hand.sent).toEqual([0, 0]);
  await hand.answer(0);
  expect(await done).toMatchObject({ resent: 2, tally: { items: 2 } });
});

it('gives up when the server stays too busy', async () => {
  const deliver = () => Promise.reject(new Error('busy'));
  await expect(sendMessages([message(0)], { ...options(deliver), maxResends: 3 })).rejects.toThrow('busy');
});

it('fails with the first failure and sends nothing more', async () => {
  const hand = byHand();
  const done = sendMessages(
    [0, 1, 2, 3].map((id) => message(id)),
    options(hand.deliver),
  );
  done.catch(() => {});
  await hand.settle();
  await hand.fail(1, new Error('broken'));
  for (const id of [0, 2]) await hand.answer(id);
  await expect(done).rejects.toThrow('broken');
  expect(hand.sent).toEqual([0, 1, 2]);
});
