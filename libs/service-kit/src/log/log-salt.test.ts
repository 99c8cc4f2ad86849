import { execFile } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../config/env-reader.js';
import { workspaceRoot } from '../config/workspace-root.js';
import { openLogSalt } from './log-salt.js';

// Processes are started, and the machine may be busy.
jest.setTimeout(30_000);

describe('the salt of logs', () => {
  let folder: string;
  let keys: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-salt-'));
    keys = join(folder, 'data/keys');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, for its owner only, and stays', () => {
    const salt = openLogSalt(keys);
    expect(salt).toMatch(/^[0-9a-f]{64}$/);
    expect(openLogSalt(keys)).toBe(salt);
    expect(readdirSync(keys)).toEqual(['log-salt']);
    expect(statSync(join(keys, 'log-salt')).mode & 0o777).toBe(0o600);
  });

  it('differs from machine to machine', () => {
    expect(openLogSalt(keys)).not.toBe(openLogSalt(join(folder, 'other')));
  });

  it('is the same for processes that start together', async () => {
    // Each round begins at the same instant in all of them, so that some meet between looking and making.
    const script = `
      import { openLogSalt } from './libs/service-kit/src/log/log-salt.ts';
      const [keys, begin] = process.argv.slice(1);
      for (let round = 0; round < 40; round += 1) {
        while (Date.now() < Number(begin) + round * 10);
        console.log(openLogSalt(keys + round));
      }`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script, keys, String(Date.now() + 1_500)];
    const start = () => promisify(execFile)(process.execPath, args, { cwd: workspaceRoot() });
    const all = await Promise.all([start(), start(), start()]);
    const salts = all.map(({ stdout }) => stdout.trim().split('\n'));
    expect(salts[0]).toHaveLength(40);
    expect(salts[1]).toEqual(salts[0]);
    expect(salts[2]).toEqual(salts[0]);
  });

  it('is refused when the file is damaged', () => {
    openLogSalt(keys);
    writeFileSync(join(keys, 'log-salt'), 'abc');
    expect(() => openLogSalt(keys)).toThrow(ConfigError);
  });
});
