import type { Implementation } from '../../src/index.js';

/** The one message of the service below: small, and refused by its decoder when it is not JSON. */
export interface Eco {
  readonly texto: string;
}

const encode = (message: Eco): Buffer => Buffer.from(JSON.stringify(message));
const decode = (bytes: Buffer): Eco => JSON.parse(bytes.toString());

const method = <const Q extends boolean, const S extends boolean>(
  name: string,
  requestStream: Q,
  responseStream: S,
) => ({
  path: `/teste.v1.Eco/${name}`,
  requestStream,
  responseStream,
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
});

/** A service with one method of each of the four kinds, for tests of what lies around handlers. */
export const EcoService = {
  um: method('Um', false, false),
  varios: method('Varios', false, true),
  soma: method('Soma', true, false),
  conversa: method('Conversa', true, true),
};

export type EcoHandlers = Implementation<typeof EcoService>;
export type Kind = keyof typeof EcoService;

export const KINDS: readonly Kind[] = ['um', 'varios', 'soma', 'conversa'];

/** Sends back what comes. */
export const echo: EcoHandlers = {
  um: async (request) => request,
  varios: async function* (request) {
    yield request;
    yield request;
  },
  soma: async (requests) => {
    let texto = '';
    for await (const request of requests) texto += request.texto;
    return { texto };
  },
  conversa: async function* (requests) {
    yield* requests;
  },
};

/** A stream of these requests, which then ends. */
export async function* sending(...texts: readonly string[]): AsyncIterable<Eco> {
  for (const texto of texts) yield { texto };
}
