import { Client as GrpcClient } from '@grpc/grpc-js';
import {
  bindService,
  type Client,
  createClient,
  type RunningService,
  type ServerConfig,
  type ServerLimits,
  type StartServiceOptions,
  startService,
} from '../../src/index.js';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '../../src/testing/index.js';
import { PLAINTEXT } from '../../src/tls/credentials.js';
import { type EcoHandlers, EcoService, echo, type Kind, sending } from './eco.js';

export type EcoClient = Client<typeof EcoService>;

export interface Served {
  readonly server: RunningService;
  readonly client: EcoClient;
}

type Options = Partial<Omit<StartServiceOptions, 'server'>> & {
  readonly handlers?: Partial<EcoHandlers>;
  readonly server?: Partial<ServerConfig>;
  readonly limits?: Partial<ServerLimits>;
};

const open: { close(): unknown }[] = [];

/** Closes when the test ends. */
export function closing<T extends { close(): unknown }>(one: T): T {
  open.push(one);
  return one;
}

export async function closeAll(): Promise<void> {
  for (const one of open.splice(0).reverse()) await one.close();
}

/** The echo service, with these handlers in place of its own, on a free port, and a client of it. */
export async function serveEco({
  handlers,
  server: config,
  limits,
  ...options
}: Options = {}): Promise<Served> {
  const server = closing(
    await startService({
      gatekeeper: everyoneIs(),
      log: silentLog,
      services: [bindService(EcoService, { ...echo, ...handlers })],
      ...options,
      server: { ...testServerConfig, ...config, limits: { ...testServerConfig.limits, ...limits } },
    }),
  );
  return { server, client: connectEco(server) };
}

export const connectEco = ({ port }: { readonly port: number }): EcoClient =>
  closing(createClient(EcoService, `127.0.0.1:${port}`, { ...testClientConfig, name: 'eco' }));

/** A client that adds nothing to grpc-js: sends any bytes, sees raw statuses. */
export const rawClient = ({ port }: { readonly port: number }): GrpcClient =>
  closing(new GrpcClient(`127.0.0.1:${port}`, PLAINTEXT.channel));

/** Calls a method of any kind with one request, and gives the texts it answers. */
export async function callEco(
  client: EcoClient,
  kind: Kind,
  options: Parameters<EcoClient['um']>[1] = {},
): Promise<readonly string[]> {
  switch (kind) {
    case 'um':
      return [(await client.um({ texto: 'a' }, options)).texto];
    case 'soma':
      return [(await client.soma(sending('a'), options)).texto];
    case 'varios':
      return textsOf(client.varios({ texto: 'a' }, options));
    case 'conversa':
      return textsOf(client.conversa(sending('a'), options));
  }
}

async function textsOf(answers: AsyncIterable<{ readonly texto: string }>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { texto } of answers) texts.push(texto);
  return texts;
}

/** A message as HTTP/2 carries it: uncompressed, with its length before it. */
export function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
