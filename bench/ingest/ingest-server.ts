import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  EventIngestionServiceService as Contract,
  GetPipelineStatusResponse,
} from '@trilha/proto-gen/ingestion';
import { loadServiceConfig, openDevelopmentIssuer, workspaceRoot } from '@trilha/service-kit';
import { InvalidRun } from '../bench.js';
import type { BenchContext } from './bench-context.js';
import { createIngestCalls, type Target } from './ingest-calls.js';

const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 10;
const TOKEN_SECONDS = 7_200;

/** The built service as a process of its own, with the settings of production but for its folder and ports. */
export interface IngestServer extends Target {
  readonly pid: number;
  /** From the start of the process until `/readyz` said yes. */
  readonly readySeconds: number;
  status(): Promise<GetPipelineStatusResponse>;
  /** Resolves with the time, ms since 1970, when nothing was pending any more. @throws InvalidRun after a while */
  drained(withinMs: number): Promise<number>;
  /** The gauges of `/metrics` without labels, by name. */
  gauges(): Promise<ReadonlyMap<string, number>>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. @throws InvalidRun when it does not end, or not well */
  stop(): Promise<void>;
}

/** @throws when the app cannot be built */
export function buildIngestion(): void {
  execFileSync(process.execPath, ['--import', 'tsx', 'tools/build-app.ts', 'apps/ingestion'], {
    cwd: workspaceRoot(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Only what a process needs to run: settings of whoever runs the benchmark are not measured. */
export function serviceEnv(dataDir: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, DATA__DIR: dataDir, LOG_LEVEL: 'warn' };
}

export async function startIngestServer(
  dataDir: string,
  { cleanUp, profile }: Pick<BenchContext, 'cleanUp' | 'profile'>,
): Promise<IngestServer> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const [port, metricsPort] = await freePorts();
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...profiling, '--enable-source-maps', 'apps/ingestion/dist/main.js'],
    {
      cwd: workspaceRoot(),
      env: {
        ...serviceEnv(dataDir),
        GRPC__SERVER__PORT: String(port),
        METRICS__PORT: String(metricsPort),
        COMPUTE__PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed.push(text);
      if (printed.length > 200) printed.shift();
    });
  }
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (gone()) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  cleanUp.add(() => end('SIGKILL'));
  await untilReady(`http://127.0.0.1:${metricsPort}/readyz`, () => {
    if (gone())
      throw new InvalidRun(
        `the service ended with ${child.exitCode ?? child.signalCode}:\n${printed.join('')}`,
      );
  });
  const readySeconds = (performance.now() - startedAt) / 1_000;
  const token = await tokenFor(dataDir);
  const calls = createIngestCalls({ port, token });
  cleanUp.add(() => calls.close());
  const status = async (): Promise<GetPipelineStatusResponse> =>
    GetPipelineStatusResponse.decode(await calls.unary(Contract.getPipelineStatus.path, new Uint8Array(0)));
  return {
    port,
    token,
    pid: child.pid as number,
    readySeconds,
    status,
    drained: async (withinMs) => {
      for (const until = Date.now() + withinMs; ; ) {
        const { pendentes } = await status();
        if (pendentes === 0n) return Date.now();
        if (Date.now() > until) throw new InvalidRun(`${pendentes} events are still pending`);
        await pause(ASK_EVERY_MS);
      }
    },
    gauges: async () => gaugesIn(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()),
    kill: async () => {
      await end('SIGKILL');
      await calls.close();
    },
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await end('SIGTERM');
      clearTimeout(timer);
      await calls.close();
      if (child.exitCode !== 0) {
        throw new InvalidRun(
          `the service ended with ${child.exitCode ?? child.signalCode}:\n${printed.join('')}`,
        );
      }
    },
  };
}

async function untilReady(url: string, check: () => void): Promise<void> {
  for (const until = performance.now() + READY_WITHIN_MS; ; ) {
    check();
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    if (performance.now() > until) throw new InvalidRun('the service does not become ready');
    await pause(ASK_EVERY_MS);
  }
}

async function tokenFor(dataDir: string): Promise<string> {
  const { config } = loadServiceConfig('ingestion', { DATA__DIR: dataDir });
  const issuer = await openDevelopmentIssuer(join(dataDir, 'keys'), config.auth);
  return issuer.issue({ sub: 'bench', roles: ['servico'], ttlSeconds: TOKEN_SECONDS }, new Date());
}

/** Two that were free a moment ago; both held until both are known, so that they differ. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports as [number, number] & number[];
}

/** Values of the Prometheus text format that have no labels. */
export function gaugesIn(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
