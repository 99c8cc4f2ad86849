import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StandardOutput } from './standard-output.js';

describe('StandardOutput', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-out-'));
    path = join(folder, 'out');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('gathers lines, and writes them in order when flushed', () => {
    const fd = openSync(path, 'w');
    const output = new StandardOutput(fd);
    output.write('um\n');
    output.write('dois\n');
    expect(readFileSync(path, 'utf8')).toBe('');
    output.flushSync();
    output.flushSync();
    expect(readFileSync(path, 'utf8')).toBe('um\ndois\n');
    closeSync(fd);
  });

  it('writes by itself when there is much', () => {
    const fd = openSync(path, 'w');
    const output = new StandardOutput(fd);
    for (let at = 0; at < 100; at += 1) output.write(`${'x'.repeat(1_023)}\n`);
    expect(readFileSync(path, 'utf8').length).toBeGreaterThan(80_000);
    output.flushSync();
    closeSync(fd);
  });

  it('survives a full disk', () => {
    const fd = openSync('/dev/full', 'w');
    const output = new StandardOutput(fd);
    output.write('x\n');
    expect(() => output.flushSync()).not.toThrow();
    closeSync(fd);
  });
});
