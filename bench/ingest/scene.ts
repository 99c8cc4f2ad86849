import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from '../rpc/child.js';
import type { BenchContext } from './bench-context.js';
import { type IngestServer, startIngestServer } from './ingest-server.js';

/** What a section of the benchmark stands on: a fresh folder, the service in it, and simulators. */
export interface Scene {
  readonly dataDir: string;
  readonly server: IngestServer;
  readonly simulators: readonly Child[];
  /** Ends the simulators and stops the service; its folder stays until the scene is removed. */
  stop(): Promise<void>;
  /** Removes the folder. */
  remove(): Promise<void>;
}

export async function openScene(context: BenchContext, simulators: number): Promise<Scene> {
  const { cleanUp } = context;
  const dataDir = await mkdtemp(join(context.folder, 'trilha-bench-ingest-'));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  cleanUp.add(remove);
  const server = await startIngestServer(dataDir, context);
  const children = Array.from({ length: simulators }, startSimulator);
  for (const child of children) cleanUp.add(() => child.stop());
  return {
    dataDir,
    server,
    simulators: children,
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
      await server.stop();
    },
    remove,
  };
}

const startSimulator = (): Child => startChild('../ingest/simulator.ts');
