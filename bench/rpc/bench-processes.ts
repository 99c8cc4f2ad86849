import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadServiceConfig, openDevelopmentIssuer } from '@trilha/service-kit';
import { InvalidRun } from '../bench.js';
import { type Child, startChild } from './child.js';
import type {
  ClosedLoopAnswer,
  ClosedLoopOrder,
  Faults,
  Listening,
  OpenLoopAnswer,
  OpenLoopOrder,
  Usage,
} from './messages.js';

export type SideName = 'bare' | 'kit';

/** One of the two servers. */
export interface Side {
  readonly name: SideName;
  readonly port: number;
  usage(options: { readonly collectGarbage: boolean }): Promise<Usage>;
}

/** Both servers and the one who calls them. Failed calls and wrong echoes are thrown as an InvalidRun. */
export interface BenchProcesses {
  readonly bare: Side;
  readonly kit: Side;
  closedLoop(order: Omit<ClosedLoopOrder, 'ask' | 'token'>): Promise<ClosedLoopAnswer>;
  openLoop(order: Omit<OpenLoopOrder, 'ask' | 'token'>): Promise<OpenLoopAnswer>;
  /** Ends all three and removes what they wrote. */
  stop(): Promise<void>;
}

/** @param profile folder for a processor profile of the service-kit server; relative to where the command was typed */
export async function startProcesses(profile: string | undefined): Promise<BenchProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'trilha-bench-'));
  const token = await makeToken(folder);
  const bareServer = startChild('bare-server.ts');
  const kitServer = startChild('kit-server.ts', {
    args: [folder],
    nodeOptions: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${fromWhereTyped(profile)}`],
  });
  const load = startChild('load-generator.ts');
  const stop = async (): Promise<void> => {
    await Promise.all([load, bareServer, kitServer].map((child) => child.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [bare, kit] = await Promise.all([sideOf('bare', bareServer), sideOf('kit', kitServer)]);
    return {
      bare,
      kit,
      closedLoop: async (order) =>
        sound(await load.ask<ClosedLoopAnswer>({ ask: 'closed-loop', token, ...order })),
      openLoop: async (order) => sound(await load.ask<OpenLoopAnswer>({ ask: 'open-loop', token, ...order })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** By the issuer whose key the service-kit server finds in its data folder. */
async function makeToken(dataDir: string): Promise<string> {
  const { auth } = loadServiceConfig('insights', { DATA__DIR: dataDir }).config;
  const issuer = await openDevelopmentIssuer(join(dataDir, 'keys'), auth);
  return issuer.issue({ sub: 'aluno-1', roles: ['aluno'], ttlSeconds: 3_600 }, new Date());
}

async function sideOf(name: SideName, child: Child): Promise<Side> {
  const { port } = await child.heard<Listening>();
  return { name, port, usage: ({ collectGarbage }) => child.ask<Usage>({ ask: 'usage', collectGarbage }) };
}

function sound<A extends Faults>(answer: A): A {
  const { failed, wrongEchoes, firstError } = answer;
  if (failed > 0) throw new InvalidRun(`${failed} calls failed, the first with: ${firstError}`);
  if (wrongEchoes > 0) throw new InvalidRun(`${wrongEchoes} echoes were not what had been sent`);
  return answer;
}

/** npm changes the working directory and leaves the one of the person who typed in INIT_CWD. */
const fromWhereTyped = (folder: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), folder);
