import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage, LogClosed, SegmentedLog } from '@trilha/pipeline';
import { LogAte } from './log-ate.js';

let pasta: string;
let log: SegmentedLog;
beforeEach(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'trilha-log-ate-'));
  log = await SegmentedLog.open(await FolderStorage.open(pasta));
  await log.append([1, 2, 3, 4].map((n) => Buffer.from([n])));
});
afterEach(async () => {
  await log.close();
  await rm(pasta, { recursive: true, force: true });
});

it('gives the records before its end and none behind it', async () => {
  const ate = new LogAte(log, 3);
  expect((await ate.read(1, 10)).map(({ offset }) => offset)).toEqual([1, 2]);
  expect(await ate.read(3, 10)).toEqual([]);
  expect(ate.end).toBe(3);
});

it('waits at its end until it is told to stop, whatever the log holds', async () => {
  const parar = new AbortController();
  let acordou = false;
  const espera = new LogAte(log, 3).waitFor(3, parar.signal).then(() => {
    acordou = true;
  });
  await new Promise(setImmediate);
  expect(acordou).toBe(false);
  parar.abort();
  await espera;
  await new LogAte(log, 3).waitFor(2);
});

it('takes nothing', async () => {
  await expect(new LogAte(log, 3).append()).rejects.toThrow(LogClosed);
  await expect(new LogAte(log, 3).commit()).rejects.toThrow(LogClosed);
});
