import { MemoryStorage } from '../testing/memory-storage.js';
import { LogFollower } from './log-follower.js';
import { SegmentedLog } from './segmented-log.js';

const bytesOf = (n: number): Uint8Array => Buffer.from(`record ${n}`);

/** A log of several files and one who follows it. */
async function scene() {
  const storage = new MemoryStorage();
  const log = await SegmentedLog.open(storage, { segmentBytes: 256 });
  const follower = new LogFollower(storage);
  const append = async (from: number, count: number): Promise<void> => {
    await log.append(Array.from({ length: count }, (_, i) => bytesOf(from + i)));
  };
  return { log, follower, append };
}

describe('a follower of a log', () => {
  it('reads what the writer says is durable, over several files, from anywhere', async () => {
    const { log, follower, append } = await scene();
    for (let n = 0; n < 30; n += 3) await append(n, 3);
    follower.follow(log.progress());
    for (let n = 30; n < 60; n += 3) {
      await append(n, 3);
      follower.follow([log.latestProgress()]);
    }
    expect(follower.end).toBe(60);
    for (const start of [0, 17, 59]) {
      const read: string[] = [];
      for (let at = start; at < 60; at += 1) {
        const [record] = await follower.read(at, 1);
        read.push(Buffer.from(record?.bytes ?? []).toString());
      }
      expect(read).toEqual(Array.from({ length: 60 - start }, (_, i) => `record ${start + i}`));
    }
    await follower.close();
    await log.close();
  });

  it('sees nothing that it was not told of, and wakes when it is', async () => {
    const { log, follower, append } = await scene();
    await append(0, 2);
    expect(follower.end).toBe(0);
    const woken = follower.waitFor(0);
    follower.follow(log.progress());
    await woken;
    expect(await follower.read(2, 10)).toEqual([]);
    await follower.close();
    await expect(follower.read(0, 1)).rejects.toThrow('closed');
    await log.close();
  });

  it('does not write', async () => {
    const { log, follower } = await scene();
    await expect(follower.append()).rejects.toThrow('does not write');
    await follower.close();
    await log.close();
  });
});
