import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readOptions } from './options.js';
import { writeLog } from './write-log.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trilha-write-log-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('writes the same log for the same seed, plain and gzip, and counts what is in it', async () => {
  const plain = join(folder, 'a.log');
  const zipped = join(folder, 'a.log.gz');
  const written = await writeLog(plain, { bytes: 3e6, seed: 7, gzip: false });
  expect(await writeLog(zipped, { bytes: 3e6, seed: 7, gzip: true })).toEqual(written);
  const text = await readFile(plain, 'utf8');
  expect(gunzipSync(await readFile(zipped)).toString()).toBe(text);

  const lines = text.trimEnd().split('\n');
  const whole = lines.filter((line) => line.endsWith('}'));
  expect([lines.length, whole.length]).toEqual([written.lines, written.calls]);
  expect(lines.length - whole.length).toBe(written.broken);
  const failed = whole.filter((line) => JSON.parse(line).status !== 'OK').length;
  expect(Object.values(written.failedByMethod).reduce((a, b) => a + b)).toBe(failed);
  expect(failed).toBeGreaterThan(0);
});

it('writes another log for another seed', async () => {
  const bytesOf = async (seed: number): Promise<Buffer> => {
    const path = join(folder, `${seed}.log`);
    await writeLog(path, { bytes: 1e5, seed, gzip: false });
    return readFile(path);
  };
  expect(Buffer.compare(await bytesOf(1), await bytesOf(2))).not.toBe(0);
});

it.each([
  [['--megabytes', '0'], '--megabytes: got "0", takes a whole number from 1 to 100000'],
  [['--json', '--markdown'], '--json and --markdown exclude each other'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
