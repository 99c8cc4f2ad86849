import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import type { BenchContext } from './bench-context.js';

/** JetStream with files and deduplication by Nats-Msg-Id. */
export interface JetStream {
  readonly server: string;
  /** An event a message, 200 publishes under way. */
  readonly singlePerSecond: number;
  /** Events in messages of 100 with one id each. */
  readonly inHundredsPerSecond: number;
  readonly consumedPerSecond: number;
}

export type NatsResult = JetStream | { readonly skipped: string };

const CONNECT_WITHIN_MS = 500;
const INSTALL_WITHIN_MS = 60_000;

/** @param url of the NATS server; it must let streams be made */
export async function measureJetStream(
  context: BenchContext,
  { url, seconds, bytesPerEvent }: { url: string; seconds: number; bytesPerEvent: number },
): Promise<NatsResult> {
  context.step('NATS JetStream');
  if (!(await reaches(url))) return { skipped: `no NATS server at ${url} (NATS_URL)` };
  const folder = join(workspaceRoot(), 'bench/peers-nats');
  if (!existsSync(join(folder, 'node_modules'))) {
    // Left half-way by an interrupt, it would count as installed: npm ci makes the folder anew and last.
    const installed = await run('npm', ['ci', '--prefix', folder], context, INSTALL_WITHIN_MS);
    if (installed.code !== 0)
      return { skipped: `the NATS client cannot be installed: ${lastLine(installed.text)}` };
  }
  const file = join(folder, 'measure-jetstream.mjs');
  const args = [file, url, String(seconds), String(Math.round(bytesPerEvent))];
  const { code, text } = await run(process.execPath, args, context, (seconds * 4 + 30) * 1_000);
  if (code !== 0) return { skipped: `JetStream at ${url}: ${lastLine(text)}` };
  return JSON.parse(lastLine(text)) as JetStream;
}

function reaches(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 4222) });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(CONNECT_WITHIN_MS, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function run(
  command: string,
  args: readonly string[],
  { cleanUp }: BenchContext,
  withinMs: number,
): Promise<{ readonly code: number; readonly text: string }> {
  // Its standard input is a pipe that ends with this process: then it removes its stream.
  const child = spawn(command, [...args], { cwd: workspaceRoot(), stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'close').catch((error: unknown) => [1, String(error)]);
  const end = (): Promise<unknown> | undefined => {
    if (child.exitCode !== null || child.signalCode !== null) return undefined;
    child.kill('SIGTERM');
    return exited;
  };
  cleanUp.add(end);
  const timer = setTimeout(end, withinMs);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (some: string) => {
      text += some;
    });
  }
  const [code, failure] = (await exited) as [number | null, string?];
  clearTimeout(timer);
  return { code: code ?? 1, text: text === '' ? String(failure ?? '') : text };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
