import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDevelopmentIssuer } from '@trilha/service-kit/auth';
import { InvalidRun } from '../bench.js';
import { fromWhereTyped } from '../measure/arguments.js';
import { type Child, startChild } from '../rpc/child.js';
import type { Faults, Listening, Usage } from '../rpc/messages.js';
import { type Bundle, bundleServers } from './bundle-servers.js';
import type {
  ClosedLoopAnswer,
  ClosedLoopOrder,
  OpenLoopAnswer,
  OpenLoopOrder,
  Protocol,
} from './messages.js';
import type { ServerArguments } from './server-arguments.js';

export const SIDES = ['hand-written', 'gateway', 'nest', 'direct', 'native', 'hop'] as const;
export type SideName = (typeof SIDES)[number];

type Asked<Order> = Omit<Order, 'ask' | 'protocol' | 'port' | 'token'>;

/** One way to the backend. Failed calls and wrong answers are thrown as an InvalidRun. */
export interface Side {
  readonly name: SideName;
  /** Processor time of the server under test since it began; of the backend where there is nothing before it. */
  cpuMicros(): Promise<number>;
  closedLoop(order: Asked<ClosedLoopOrder>): Promise<ClosedLoopAnswer>;
  openLoop(order: Asked<OpenLoopOrder>): Promise<OpenLoopAnswer>;
}

export interface GatewayProcesses {
  readonly sides: readonly Side[];
  /** Ends all of them and removes what they wrote. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly lessons: number;
  readonly rememberTokens: boolean;
  /** Whether NestJS is installed. */
  readonly nest: boolean;
  /** Folder for a processor profile of each server; relative to where the command was typed. */
  readonly profile: string | undefined;
}

const HERE = new URL('./', import.meta.url);
const NEST = new URL('nest/', HERE);
const ROOT = new URL('../../', HERE);
const NAMES = { issuer: 'https://trilha.local', audience: 'trilha' };
const TOKEN_TTL_SECONDS = 3_600;

export const nestFolder = (): string => fileURLToPath(NEST);

export async function startProcesses(options: StartOptions): Promise<GatewayProcesses> {
  const undo: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      for (const step of undo.reverse()) await step();
    })();
    return stopped;
  };
  try {
    return { sides: await startSides(options, undo), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSides(
  { lessons, rememberTokens, nest, profile }: StartOptions,
  undo: (() => Promise<unknown>)[],
): Promise<readonly Side[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trilha-bench-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const bundles = await bundleAll(nest, undo);
  const { token, publicKeyFile } = await makeToken(folder);
  const children: Child[] = [];
  // All at once: each waits for its open calls.
  undo.push(() => Promise.all(children.map((child) => child.stop())));
  const start = (bundle: Bundle, entry: string, args: readonly string[]): Child => {
    const nodeOptions =
      profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${fromWhereTyped(profile)}`];
    const child = startChild(bundle.urlOf(entry), { args, nodeOptions, compiled: true });
    children.push(child);
    return child;
  };
  const load = start(bundles.ours, 'load-generator.ts', []);
  const backend = start(bundles.ours, 'backend-server.ts', [String(lessons)]);
  const { port: backendPort } = await backend.heard<Listening>();
  const side = async (
    name: SideName,
    protocol: Protocol,
    [entry, ...more]: readonly [string, ...string[]],
    bundle = bundles.ours,
  ): Promise<Side> => {
    const own = join(folder, name);
    await mkdir(own);
    const protoFolders = ['protos', 'libs/proto-gen/third_party'].map((path) =>
      fileURLToPath(new URL(path, ROOT)),
    );
    const told: ServerArguments = {
      ...{ backendPort, publicKeyFile, folder: own, protoFolders, rememberTokens },
      ...NAMES,
    };
    const child = start(bundle, entry, [JSON.stringify(told), ...more]);
    const { port } = await child.heard<Listening>();
    return sideOf(name, child, load, { protocol, port, token });
  };
  return [
    await side('hand-written', 'http', ['hand-written-server.ts']),
    await side('gateway', 'http', ['gateway-server.ts', 'rest']),
    ...(bundles.nest ? [await side('nest', 'http', ['main.ts'], bundles.nest)] : []),
    sideOf('direct', backend, load, { protocol: 'grpc', port: backendPort, token }),
    await side('native', 'grpc', ['gateway-server.ts', 'native']),
    await side('hop', 'grpc', ['hop-server.ts']),
  ];
}

async function bundleAll(
  nest: boolean,
  undo: (() => Promise<unknown>)[],
): Promise<{ readonly ours: Bundle; readonly nest: Bundle | undefined }> {
  const bundle = async (entries: readonly string[], folder: URL, packages: URL): Promise<Bundle> => {
    const made = await bundleServers(entries, folder, fileURLToPath(packages));
    undo.push(made.remove);
    return made;
  };
  const servers = ['backend', 'gateway', 'hand-written', 'hop'].map((name) => `${name}-server.ts`);
  const ours = await bundle([...servers, 'load-generator.ts'], HERE, new URL('node_modules', ROOT));
  return { ours, nest: nest ? await bundle(['main.ts'], NEST, new URL('node_modules', NEST)) : undefined };
}

/** A student's token, and the key that all servers verify it with. */
async function makeToken(
  folder: string,
): Promise<{ readonly token: string; readonly publicKeyFile: string }> {
  const issuer = await openDevelopmentIssuer(join(folder, 'issuer'), NAMES);
  const publicKeyFile = join(folder, 'public-key.pem');
  await writeFile(publicKeyFile, issuer.publicKey.export({ type: 'spki', format: 'pem' }));
  const claims = { sub: 'aluno-1', roles: ['aluno'], ttlSeconds: TOKEN_TTL_SECONDS } as const;
  return { token: await issuer.issue(claims, new Date()), publicKeyFile };
}

function sideOf(
  name: SideName,
  server: Child,
  load: Child,
  aim: { readonly protocol: Protocol; readonly port: number; readonly token: string },
): Side {
  const ask = async <A extends Faults>(order: object): Promise<A> =>
    sound(name, await load.ask<A>({ ...order, ...aim }));
  return {
    name,
    cpuMicros: async () => (await server.ask<Usage>({ ask: 'usage', collectGarbage: false })).cpuMicros,
    closedLoop: (order) => ask({ ask: 'closed-loop', ...order }),
    openLoop: (order) => ask({ ask: 'open-loop', ...order }),
  };
}

function sound<A extends Faults>(side: SideName, answer: A): A {
  const { failed, wrongEchoes, firstError } = answer;
  if (failed > 0) throw new InvalidRun(`${side}: ${failed} calls failed, the first with: ${firstError}`);
  if (wrongEchoes > 0)
    throw new InvalidRun(`${side}: ${wrongEchoes} answers were not what had been asked for`);
  return answer;
}
