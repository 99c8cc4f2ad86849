import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SERVICE_PORTS, type ServiceName, workspaceRoot } from '@trilha/service-kit';

type Ports = Readonly<Record<ServiceName, number>>;

/** The whole system as `npm start` runs it, on free ports and in a data folder of its own. */
export interface RunningSystem {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** gRPC; HTTP of the gateway. */
  readonly ports: Ports;
  /** Of metrics and probes. */
  readonly probePorts: Ports;
  readonly launcher: ChildProcess;
  /** Lines of the launcher so far. */
  readonly printed: readonly string[];
  /** The process that runs a service now. @throws Error when none does */
  pidOf(name: ServiceName): Promise<number>;
  gateway(path: string, token?: string, init?: RequestInit): Promise<Response>;
  /** As a newcomer gets one: `npm run -s token`. */
  tokenOf(sub: string, ...roles: readonly string[]): Promise<string>;
  /** SIGTERM to the launcher; resolves with its exit code once it is gone. */
  stop(): Promise<number | null>;
  /** Stops it if need be, and removes what it wrote. */
  remove(): Promise<void>;
}

const NAMES = Object.keys(SERVICE_PORTS) as ServiceName[];

/**
 * @param args of the launcher
 * @param variables besides those that place it
 * @throws Error with what the launcher printed, when it ends before all are healthy
 */
export async function startSystem(
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trilha-'));
  const free = await freePorts(NAMES.length * 2 + 2);
  const take = (): Ports => Object.fromEntries(NAMES.map((name) => [name, free.pop()])) as Ports;
  const ports = take();
  const probePorts = take();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...variables,
    DATA__DIR: dataDir,
    COMPUTE__PORT: String(free.pop()),
  };
  for (const name of NAMES) {
    const grpc = name === 'gateway' ? free.pop() : ports[name];
    env[`${name.toUpperCase()}__GRPC__SERVER__PORT`] = String(grpc);
    env[`${name.toUpperCase()}__METRICS__PORT`] = String(probePorts[name]);
  }
  env.HTTP__PORT = String(ports.gateway);
  const printed: string[] = [];
  const launcher = startLauncher(env, args);
  try {
    await untilReady(launcher, printed);
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
  const stop = async (): Promise<number | null> => {
    if (launcher.exitCode === null && launcher.signalCode === null) {
      launcher.kill('SIGTERM');
      await once(launcher, 'exit');
    }
    return launcher.exitCode;
  };
  return {
    dataDir,
    env,
    ports,
    probePorts,
    launcher,
    printed,
    pidOf: (name) => childOf(launcher.pid, `apps/${name}/dist/main.js`),
    gateway: (path, token, init = {}) =>
      fetch(`http://127.0.0.1:${ports.gateway}${path}`, {
        ...init,
        headers: { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      }),
    tokenOf: (sub, role) =>
      run(['--import', 'tsx', 'tools/token/main.ts', '--sub', sub, '--role', role], env),
    stop,
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The launcher, as `npm start` runs it. */
export const startLauncher = (env: NodeJS.ProcessEnv, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'tools/launcher/main.ts', ...args], {
    cwd: workspaceRoot(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function untilReady(launcher: ChildProcess, printed: string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const listen = (stream: NodeJS.ReadableStream | null): void => {
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        printed.push(line);
        if (line.includes('Ctrl-C stops all of them')) resolve();
      });
    };
    listen(launcher.stdout);
    listen(launcher.stderr);
    launcher.once('close', (code) =>
      reject(new Error(`the launcher ended with ${code}:\n${printed.join('\n')}`)),
    );
  });
}

const run = (command: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, command, { cwd: workspaceRoot(), env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    );
  });

/** The child of a process that runs a script, by the system's own table of processes. */
const childOf = (parent: number | undefined, script: string): Promise<number> =>
  new Promise((resolve, reject) => {
    execFile('ps', ['-eo', 'pid,ppid,args'], (error, stdout) => {
      const columns = stdout.split('\n').map((line) => line.trim().split(/\s+/));
      const found = columns.find(([, ppid, ...args]) => ppid === String(parent) && args.includes(script));
      if (found === undefined) reject(error ?? new Error(`${script} does not run`));
      else resolve(Number(found[0]));
    });
  });

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const free = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return free;
}
