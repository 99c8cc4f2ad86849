import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { InvalidRun } from '../bench.js';
import type { WrittenLog } from './write-log.js';

export interface Run {
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly maxRssBytes: number;
  readonly cpuSeconds: number;
}

interface Extract {
  readonly lines: number;
  readonly broken: number;
  readonly calls: number;
  readonly methods: readonly {
    readonly service: string;
    readonly method: string;
    readonly calls: number;
    readonly failed: number;
  }[];
}

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * Reads a log with the command itself, in a process of its own.
 *
 * @throws InvalidRun when it fails, or reports anything but what was written
 */
export async function readWithExtractor(path: string, written: WrittenLog): Promise<Run> {
  const startedAt = performance.now();
  const usage = ['--import', 'tsx', '--import', pathOf('report-usage.ts')];
  const child = spawn(process.execPath, [...usage, pathOf('../../tools/logs/main.ts'), '--json', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  const seconds = (performance.now() - startedAt) / 1_000;
  if (code !== 0) throw new InvalidRun(`the extractor ended with ${code}: ${complaints}`);
  compare(JSON.parse(printed) as Extract, written);
  const last = complaints.trim().split('\n').at(-1) ?? '{}';
  return { seconds, ...(JSON.parse(last) as Omit<Run, 'seconds'>) };
}

function compare({ lines, broken, calls, methods }: Extract, written: WrittenLog): void {
  const got = { lines, broken, calls };
  const wanted = { lines: written.lines, broken: written.broken, calls: written.calls };
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new InvalidRun(`counted ${JSON.stringify(got)}, written were ${JSON.stringify(wanted)}`);
  }
  for (const one of methods) {
    const key = `${one.service} ${one.method}`;
    if (one.calls !== written.callsByMethod[key] || one.failed !== (written.failedByMethod[key] ?? 0)) {
      throw new InvalidRun(
        `${key}: counted ${one.calls} calls and ${one.failed} failed, not what was written`,
      );
    }
  }
  if (methods.length !== Object.keys(written.callsByMethod).length)
    throw new InvalidRun('methods are missing');
}
