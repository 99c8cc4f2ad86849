import {
  bindService,
  type Client,
  type ClientOptions,
  createClient,
  type Implementation,
  RemoteError,
  type RunningService,
  type StartServiceOptions,
  startService,
} from '../src/index.js';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '../src/testing/index.js';

export interface Message {
  readonly text: string;
}

const encode = (message: Message): Buffer => Buffer.from(JSON.stringify(message));
const decode = (bytes: Buffer): Message => JSON.parse(bytes.toString()) as Message;

const method = <const Q extends boolean, const S extends boolean>(
  name: string,
  requestStream: Q,
  responseStream: S,
) => ({
  path: `/trilha.teste.v1.Eco/${name}`,
  requestStream,
  responseStream,
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
});

/** A service with one method of each kind. */
export const Eco = {
  unary: method('Unary', false, false),
  download: method('Download', false, true),
  upload: method('Upload', true, false),
  talk: method('Talk', true, true),
};

export type EcoHandlers = Implementation<typeof Eco>;
export type EcoClient = Client<typeof Eco>;

const unscripted = async (): Promise<never> => {
  throw new Error('not in this test');
};

const handlersOf = (handlers: Partial<EcoHandlers>): EcoHandlers => ({
  unary: unscripted,
  upload: unscripted,
  download: async function* () {
    yield await unscripted();
  },
  talk: async function* () {
    yield await unscripted();
  },
  ...handlers,
});

/** Servers and clients of one test, closed after it. */
export class Scene {
  private readonly open: { close(): unknown }[] = [];

  async serve(
    handlers: Partial<EcoHandlers>,
    options: Partial<StartServiceOptions> = {},
  ): Promise<RunningService> {
    return this.keep(
      await startService({
        gatekeeper: everyoneIs(),
        server: testServerConfig,
        log: silentLog,
        services: [bindService(Eco, handlersOf(handlers))],
        ...options,
      }),
    );
  }

  connect({ port }: { readonly port: number }, options: Partial<ClientOptions> = {}): EcoClient {
    return this.keep(
      createClient(Eco, `127.0.0.1:${port}`, { ...testClientConfig, name: 'eco', ...options }),
    );
  }

  /** Closes this too. */
  keep<T extends { close(): unknown }>(one: T): T {
    this.open.push(one);
    return one;
  }

  async close(): Promise<void> {
    for (const one of this.open.splice(0).reverse()) await one.close();
  }
}

/** What a call failed with; the test fails when it did not, or with something else than a RemoteError. */
export async function failureOf(call: Promise<unknown>): Promise<RemoteError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RemoteError) return error;
  throw new Error(`expected a RemoteError, got ${String(error)}`, { cause: error });
}

export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

export const never = (): Promise<never> => new Promise(() => {});
