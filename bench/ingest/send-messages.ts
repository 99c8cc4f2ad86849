import { addTally, emptyTally, type Tally } from './tally.js';

export interface SendOptions<M> {
  /** Messages under way at most. */
  readonly inFlight: number;
  /** Sends one and resolves with what the server answered. */
  readonly deliver: (message: M) => Promise<Readonly<Tally>>;
  /** Whether the server asked to send again later; anything else that fails ends the sending. */
  readonly mayResend: (error: unknown) => boolean;
  readonly pause: () => Promise<void>;
  /** Of one message. 240. */
  readonly maxResends?: number;
  /** Told after each answer how many items have one. */
  readonly answered?: (items: number) => void;
}

export interface Sent {
  readonly tally: Tally;
  /** Items sent again. */
  readonly resent: number;
}

/**
 * Sends messages in order, so many at a time; one that must come `after` others waits until all of these have their
 * answers. A message that the server refuses for being too busy is sent again after a pause.
 *
 * @throws whatever `deliver` throws that may not be sent again, or was too often
 */
export async function sendMessages<M extends { readonly after: number; readonly planted: Readonly<Tally> }>(
  messages: Iterable<M>,
  { inFlight, deliver, mayResend, pause, maxResends = 240, answered = () => {} }: SendOptions<M>,
): Promise<Sent> {
  const tally = emptyTally();
  let resent = 0;
  const done = new Set<number>();
  /** Every message before it has its answer. */
  let allBefore = 0;
  let underWay = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => {};
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  const send = async (message: M, index: number): Promise<void> => {
    for (let resends = 0; ; resends += 1) {
      try {
        addTally(tally, await deliver(message));
        break;
      } catch (error) {
        if (!mayResend(error) || resends >= maxResends) throw error;
        resent += message.planted.items;
        await pause();
      }
    }
    done.add(index);
    while (done.delete(allBefore)) allBefore += 1;
    answered(tally.items);
  };

  let index = 0;
  for (const message of messages) {
    while (failure === undefined && (underWay >= inFlight || allBefore < message.after)) await change();
    if (failure !== undefined) break;
    underWay += 1;
    send(message, index++)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        underWay -= 1;
        wake();
      });
  }
  while (underWay > 0) await change();
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  return { tally, resent };
}
