import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidRun } from '../bench.js';
import { fromWhereTyped } from '../measure/arguments.js';
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
  closedLoop(order: Omit<ClosedLoopOrder, 'ask' | 'metadata'>): Promise<ClosedLoopAnswer>;
  openLoop(order: Omit<OpenLoopOrder, 'ask' | 'metadata'>): Promise<OpenLoopAnswer>;
  /** Ends all three and removes what they wrote. */
  stop(): Promise<void>;
}

/** @param profile folder for a processor profile of the service-kit server; relative to where the command was typed */
export async function startProcesses(profile: string | undefined): Promise<BenchProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'trilha-bench-'));
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
    const [bare, kit] = await Promise.all([bareServer.heard<Listening>(), kitServer.heard<Listening>()]);
    const metadata = { ...bare.metadata, ...kit.metadata };
    return {
      bare: sideOf('bare', bareServer, bare),
      kit: sideOf('kit', kitServer, kit),
      closedLoop: async (order) =>
        sound(await load.ask<ClosedLoopAnswer>({ ask: 'closed-loop', metadata, ...order })),
      openLoop: async (order) =>
        sound(await load.ask<OpenLoopAnswer>({ ask: 'open-loop', metadata, ...order })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const sideOf = (name: SideName, child: Child, { port }: Listening): Side => ({
  name,
  port,
  usage: ({ collectGarbage }) => child.ask<Usage>({ ask: 'usage', collectGarbage }),
});

function sound<A extends Faults>(answer: A): A {
  const { failed, wrongEchoes, firstError } = answer;
  if (failed > 0) throw new InvalidRun(`${failed} calls failed, the first with: ${firstError}`);
  if (wrongEchoes > 0) throw new InvalidRun(`${wrongEchoes} echoes were not what had been sent`);
  return answer;
}
