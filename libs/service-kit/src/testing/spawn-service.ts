import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadAuthConfig } from '../auth/auth-config.js';
import { openDevelopmentIssuer } from '../auth/development-issuer.js';
import type { ServiceName } from '../config/directory.js';
import { EnvReader } from '../config/env-reader.js';
import { workspaceRoot } from '../config/workspace-root.js';

export interface SpawnedService {
  readonly port: number;
  /** gRPC target of the process. */
  readonly target: string;
  readonly process: ChildProcess;
  /** A token of an operator, whom every method but those of other services lets in. */
  readonly authorize: () => Promise<string>;
  /** SIGKILL, and wait until the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
}

export interface SpawnOptions {
  readonly dataDir: string;
  /** Besides `DATA__DIR` and a free port. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts the built app (`apps/<name>/dist/main.js`) as a process of its own on a free port and waits until it listens.
 *
 * @throws Error with what the process printed, when it ends before it listens
 */
export async function spawnService(
  name: ServiceName,
  { dataDir, env = {} }: SpawnOptions,
): Promise<SpawnedService> {
  const child = spawn(process.execPath, ['--enable-source-maps', `apps/${name}/dist/main.js`], {
    cwd: workspaceRoot(),
    env: {
      ...process.env,
      GRPC__SERVER__PORT: '0',
      METRICS__PORT: '0',
      COMPUTE__PORT: '0',
      DATA__DIR: dataDir,
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line);
      const bound = portIn(line);
      if (bound !== undefined) resolve(bound);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}:\n${printed.join('\n')}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  let token: Promise<string> | undefined;
  return {
    port,
    target: `127.0.0.1:${port}`,
    process: child,
    authorize: () => (token ??= operatorToken(name, dataDir)),
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

function portIn(line: string): number | undefined {
  if (!line.includes('"service_started"')) return undefined;
  return (JSON.parse(line) as { port: number }).port;
}

/** Signed by the development issuer of the data folder, as `npm run token` does. */
async function operatorToken(name: string, dataDir: string): Promise<string> {
  const auth = loadAuthConfig(new EnvReader(name, {}), dataDir);
  const issuer = await openDevelopmentIssuer(join(dataDir, 'keys'), auth);
  return issuer.issue({ sub: 'operador-teste', roles: ['operador'], ttlSeconds: 3_600 }, new Date());
}
