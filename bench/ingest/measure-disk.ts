import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderStorage, SegmentedLog } from '@trilha/pipeline';
import { EventData } from '@trilha/proto-gen/ingestion';
import { faultyItems } from '../../apps/ingestion/src/simulador/faulty-items.js';
import { percentile } from '../measure/percentile.js';
import type { BenchContext } from './bench-context.js';
import { PLAN } from './plan-messages.js';

/** What the disk takes of the same bytes, without anything that looks at them. */
export interface Disk {
  readonly bytesPerEvent: number;
  /** 1,000 events, one write, one fdatasync, then the next. */
  readonly plainPerSecond: number;
  readonly syncP50Ms: number;
  readonly syncP99Ms: number;
  /** The log of libs/pipeline, eight appends of 1,000 events under way. */
  readonly logPerSecond: number;
}

const GROUP = 1_000;
const GROUPS = 40;
const UNDER_WAY = 8;

export async function measureDisk(
  context: BenchContext,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Promise<Disk> {
  context.step('the disk alone');
  const groups = makeGroups(seed);
  const folder = await mkdtemp(join(context.folder, 'trilha-bench-disk-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  context.cleanUp.add(remove);
  const plain = await appendPlain(join(folder, 'plain'), groups, seconds);
  const logPerSecond = await appendToLog(join(folder, 'log'), groups, seconds);
  await remove();
  const bytes = groups.flat().reduce((sum, event) => sum + event.length, 0);
  return { bytesPerEvent: bytes / (GROUP * groups.length), ...plain, logPerSecond };
}

/** Events as they come over the wire. */
function makeGroups(seed: number): readonly (readonly Uint8Array[])[] {
  const items = faultyItems({ ...PLAN, seed, duplicates: 0, invalid: 0, emittedAt: new Date(0) });
  return Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP }, () =>
      EventData.encode((items.next().value as { event: EventData }).event).finish(),
    ),
  );
}

async function appendPlain(
  file: string,
  groups: readonly (readonly Uint8Array[])[],
  seconds: number,
): Promise<Pick<Disk, 'plainPerSecond' | 'syncP50Ms' | 'syncP99Ms'>> {
  const handle = await open(file, 'wx');
  const buffers = groups.map((group) => Buffer.concat(group));
  const syncs: number[] = [];
  const startedAt = performance.now();
  let events = 0;
  for (let i = 0; performance.now() - startedAt < seconds * 1_000; i += 1) {
    await handle.write(buffers[i % buffers.length] as Buffer);
    const writtenAt = performance.now();
    await handle.datasync();
    syncs.push(performance.now() - writtenAt);
    events += GROUP;
  }
  const took = (performance.now() - startedAt) / 1_000;
  await handle.close();
  syncs.sort((a, b) => a - b);
  return {
    plainPerSecond: events / took,
    syncP50Ms: percentile(syncs, 50),
    syncP99Ms: percentile(syncs, 99),
  };
}

async function appendToLog(
  folder: string,
  groups: readonly (readonly Uint8Array[])[],
  seconds: number,
): Promise<number> {
  const log = await SegmentedLog.open(await FolderStorage.open(folder));
  const startedAt = performance.now();
  let next = 0;
  const appender = async (): Promise<void> => {
    while (performance.now() - startedAt < seconds * 1_000) {
      await log.append(groups[next++ % groups.length] as readonly Uint8Array[]);
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, appender));
  const rate = log.end / ((performance.now() - startedAt) / 1_000);
  await log.close();
  return rate;
}
