import type { DurableLog } from './durable-log.js';
import { LogClosed } from './log-errors.js';
import { PackedRecords } from './packed-records.js';

export interface DurableLogFixture {
  readonly log: DurableLog;
  /** Closes the log and opens another over what it stored. */
  reopen(): Promise<DurableLog>;
}

export const record = (content: string | number): Uint8Array => Buffer.from(String(content), 'latin1');

/** All records of a log from an offset on, as text, read in pieces of `max`. */
export async function contentOf(log: DurableLog, from = 0, max = 1_000): Promise<string[]> {
  const content: string[] = [];
  for (let offset = from; offset < log.end; ) {
    const records = await log.read(offset, max);
    for (const [i, { offset: at, bytes }] of records.entries()) {
      if (at !== offset + i) throw new Error(`record ${at} instead of ${offset + i}`);
      content.push(Buffer.from(bytes).toString('latin1'));
    }
    if (records.length === 0) throw new Error(`nothing at ${offset}, before the end`);
    offset += records.length;
  }
  return content;
}

/** What every log must do. */
export function durableLogContract(name: string, create: () => Promise<DurableLogFixture>): void {
  describe(`${name} as DurableLog`, () => {
    let log: DurableLog;
    let reopen: () => Promise<DurableLog>;

    beforeEach(async () => {
      const fixture = await create();
      log = fixture.log;
      reopen = () => fixture.reopen();
    });
    afterEach(() => log.close());

    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => String(from + i));

    it('is empty at first', async () => {
      expect(log.end).toBe(0);
      expect(await log.read(0, 10)).toEqual([]);
    });

    it('gives records in the order in which they were appended, with their offsets', async () => {
      expect(await log.append([record('a'), record('b')])).toBe(0);
      expect(await log.append([record('c')])).toBe(2);
      expect(log.end).toBe(3);
      expect(await contentOf(log)).toEqual(['a', 'b', 'c']);
    });

    it('keeps empty records and any bytes', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await log.append([new Uint8Array(0), bytes, new Uint8Array(0)]);
      const records = await log.read(0, 10);
      expect(records.map((each) => each.bytes.length)).toEqual([0, 256, 0]);
      expect(Buffer.from(records[1]?.bytes ?? []).equals(bytes)).toBe(true);
    });

    it('stores records that are packed together as it does each by itself', async () => {
      const packed = new PackedRecords(Buffer.from('\x01\0\0\0b\0\0\0\0\x02\0\0\0cd'), 3);
      expect(await log.append([record('a'), packed, record('e')])).toBe(0);
      expect(log.end).toBe(5);
      expect(await log.append([packed])).toBe(5);
      expect(await contentOf(log)).toEqual(['a', 'b', '', 'cd', 'e', 'b', '', 'cd']);
      const again = await reopen();
      expect(await contentOf(again)).toEqual(['a', 'b', '', 'cd', 'e', 'b', '', 'cd']);
      await again.close();
    });

    it('stores concurrent appends of records packed together one behind the other', async () => {
      const calls = Array.from({ length: 20 }, (_, i) =>
        log.append([new PackedRecords(Uint8Array.of(1, 0, 0, 0, 65 + i, 1, 0, 0, 0, 97 + i), 2)]),
      );
      expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, i) => i * 2));
      expect((await contentOf(log)).join('')).toBe('AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTt');
    });

    it('takes an append of no records for nothing', async () => {
      await log.append([record('a')]);
      expect(await log.append([])).toBe(1);
      expect(log.end).toBe(1);
    });

    it('keeps what it took when the caller changes its bytes afterwards', async () => {
      const bytes = Buffer.from('a');
      await log.append([bytes]);
      bytes[0] = 0;
      expect(await contentOf(log)).toEqual(['a']);
    });

    it('stores concurrent appends in the order of the calls, each in one piece', async () => {
      const calls = Array.from({ length: 50 }, (_, i) => log.append(numbers(i * 3, i * 3 + 3).map(record)));
      expect(await Promise.all(calls)).toEqual(Array.from({ length: 50 }, (_, i) => i * 3));
      expect(await contentOf(log)).toEqual(numbers(0, 150));
    });

    it('reads from any offset, at most as many as asked for', async () => {
      for (let i = 0; i < 20; i++) await log.append(numbers(i * 5, i * 5 + 5).map(record));
      for (const from of [0, 1, 4, 5, 49, 99])
        expect(await contentOf(log, from, 7)).toEqual(numbers(from, 100));
      expect((await log.read(10, 3)).length).toBeLessThanOrEqual(3);
    });

    it('reads roughly as many bytes as asked for, and one record at least', async () => {
      await log.append(Array.from({ length: 10 }, () => new Uint8Array(100)));
      expect(await log.read(0, 10, 1)).toHaveLength(1);
      expect(await log.read(0, 10, 250)).toHaveLength(3);
    });

    it.each([-1, 0.5, 2, Number.NaN])('refuses to read from %p, where no record can be', async (offset) => {
      await log.append([record('a')]);
      await expect(log.read(offset, 1)).rejects.toThrow(RangeError);
    });

    it('refuses to read at most 0 records', async () => {
      await expect(log.read(0, 0)).rejects.toThrow(RangeError);
    });

    it('wakes those who wait when the end has passed their offset', async () => {
      let woken = 0;
      const first = log.waitFor(0).then(() => (woken += 1));
      const second = log.waitFor(1).then(() => (woken += 1));
      await log.append([record('a')]);
      await first;
      expect(woken).toBe(1);
      await log.append([record('b')]);
      await second;
    });

    it('does not wait for what is there', async () => {
      await log.append([record('a')]);
      await log.waitFor(0);
    });

    it('ends a wait with its signal', async () => {
      const abort = new AbortController();
      const waiting = log.waitFor(0, abort.signal);
      abort.abort();
      await waiting;
      await log.waitFor(0, abort.signal);
    });

    it('ends a wait with its close', async () => {
      const waiting = log.waitFor(0);
      const rejected = expect(waiting).rejects.toThrow(LogClosed);
      await log.close();
      await rejected;
    });

    it('keeps how far each group has come', async () => {
      await log.append(numbers(0, 10).map(record));
      expect(await log.committed('a')).toBe(0);
      await log.commit('a', 7);
      await Promise.all([log.commit('b', 3), log.commit('a', 9), log.commit('c', 1)]);
      await log.commit('a', 4);
      log = await reopen();
      expect(await Promise.all(['a', 'b', 'c', 'd'].map((group) => log.committed(group)))).toEqual([
        4, 3, 1, 0,
      ]);
    });

    it.each([-1, 0.5, 11, Number.NaN])('refuses to commit %p', async (offset) => {
      await log.append(numbers(0, 10).map(record));
      await expect(log.commit('a', offset)).rejects.toThrow(RangeError);
      expect(await log.committed('a')).toBe(0);
    });

    it('goes on after it was reopened', async () => {
      await log.append(numbers(0, 10).map(record));
      log = await reopen();
      expect(log.end).toBe(10);
      expect(await log.append([record(10)])).toBe(10);
      log = await reopen();
      expect(await contentOf(log)).toEqual(numbers(0, 11));
    });

    it('stores what was appended before its close, and refuses everything after it', async () => {
      const appended = log.append([record('a')]);
      await log.close();
      expect(await appended).toBe(0);
      await expect(log.append([record('b')])).rejects.toThrow(LogClosed);
      await expect(log.append([])).rejects.toThrow(LogClosed);
      await expect(log.read(0, 1)).rejects.toThrow(LogClosed);
      await expect(log.waitFor(9)).rejects.toThrow(LogClosed);
      await expect(log.commit('a', 0)).rejects.toThrow(LogClosed);
      await expect(log.committed('a')).rejects.toThrow(LogClosed);
      log = await reopen();
      expect(await contentOf(log)).toEqual(['a']);
    });
  });
}
