import { InsightsServiceService } from '@trilha/proto-gen/insights';
import { DomainError, type ErrorKind } from '../src/base/index.js';
import {
  bindService,
  type ClientOptions,
  createClient,
  createStatusHandler,
  systemClock,
} from '../src/index.js';
import { testClientConfig } from '../src/testing/index.js';
import { aborted, Eco, failureOf, type Message, type Scene } from './eco.js';

/** All kinds of calls, and one to probe by. */
const Probed = { ...Eco, getStatus: InsightsServiceService.getStatus };

export interface Service {
  /** What the next calls do; they answer unless told otherwise. */
  act: (signal: AbortSignal) => Promise<unknown>;
  /** Calls that arrived. */
  arrived: number;
}

export const answer = async (): Promise<void> => {};
export const refuse = (kind: ErrorKind) => async (): Promise<never> => {
  throw new DomainError(kind, 'MOTIVO', 'Não dá');
};
export const down = refuse('unavailable');

/** A service that does as it is told, and a client whose breaker counts by a clock of the test. */
export async function openBreaker(scene: Scene, options: Partial<ClientOptions> = {}) {
  const service: Service = { act: answer, arrived: 0 };
  const act = (signal: AbortSignal): Promise<unknown> => {
    service.arrived += 1;
    return service.act(signal);
  };
  const single = async (_request: unknown, { signal }: { signal: AbortSignal }): Promise<Message> => {
    await act(signal);
    return { text: 'b' };
  };
  const stream = async function* (_request: unknown, { signal }: { signal: AbortSignal }) {
    await act(signal);
    yield { text: 'b' };
    await aborted(signal);
  };
  const handle = createStatusHandler({ config: { service: 'insights', version: '1' }, clock: systemClock });
  const binding = bindService(Probed, {
    unary: single,
    upload: single,
    download: stream,
    talk: stream,
    getStatus: async (request, context) => {
      await act(context.signal);
      return handle(request, context);
    },
  });
  const server = await scene.serve({}, { services: [binding] });
  let nowMs = 0;
  const client = scene.keep(
    createClient(Probed, `127.0.0.1:${server.port}`, {
      ...testClientConfig,
      breakerThreshold: 3,
      name: 'eco',
      now: () => nowMs,
      ...options,
    }),
  );
  const ask = (): Promise<unknown> => client.unary({ text: 'a' });
  /** Brings the breaker open by calls that fail. */
  const trip = async (): Promise<void> => {
    service.act = down;
    while (client.$breaker() === 'closed') await failureOf(ask());
  };
  return { service, client, ask, trip, advance: (ms: number) => (nowMs += ms) };
}

/** Holds a call until it is released, and tells when it is there. */
export function gate() {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const hold = (): Promise<void> => {
    arrive();
    return held;
  };
  return { hold, arrived, release: () => release() };
}
