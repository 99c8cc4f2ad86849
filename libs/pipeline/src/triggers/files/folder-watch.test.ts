import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { MemoryLog } from '../../log/memory-log.js';
import { unmark } from '../../run/record-mark.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { Intake } from '../intake.js';
import type { CursorStore, StoredCursors } from './cursor-store.js';
import type { FileCursor } from './file-cursor.js';
import { FolderWatch, type FolderWatchOptions } from './folder-watch.js';
import { LogRowIntake } from './log-row-intake.js';
import type { Row } from './row.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class MemoryCursors implements CursorStore {
  stored: StoredCursors | undefined;
  async load(): Promise<StoredCursors | undefined> {
    return structuredClone(this.stored);
  }
  async save(stored: StoredCursors): Promise<void> {
    this.stored = structuredClone(stored);
  }
}

describe('FolderWatch', () => {
  let folder: string;
  let clock: FakeClock;
  let log: MemoryLog;
  let store: MemoryCursors;
  let errors: unknown[];
  let finished: FileCursor[];
  const watches: FolderWatch<unknown>[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-folder-'));
    clock = new FakeClock();
    log = new MemoryLog();
    store = new MemoryCursors();
    errors = [];
    finished = [];
  });

  afterEach(async () => {
    for (const watch of watches.splice(0)) await watch.close();
    rmSync(folder, { recursive: true });
  });

  const put = (name: string, content: string | Uint8Array): void => {
    writeFileSync(join(folder, name), content);
    settle(name);
  };
  /** As if nobody had written for an hour. */
  const settle = (name: string): void => {
    const seconds = clock.now() / 1_000 - 3_600;
    utimesSync(join(folder, name), seconds, seconds);
  };

  const watch = (options: Partial<FolderWatchOptions<unknown>> = {}): FolderWatch<unknown> => {
    const encode = (item: unknown): Uint8Array => Buffer.from(JSON.stringify(item));
    const intake = new LogRowIntake<unknown>({
      watch: 'teste',
      intake: new Intake({ log, encode, clock }),
      log,
      store,
    });
    const started = new FolderWatch<unknown>({
      folder,
      intake,
      clock,
      toItem: (row) => row,
      onError: (error) => errors.push(error),
      onFinished: (cursor) => finished.push(cursor),
      ...options,
    });
    watches.push(started);
    return started;
  };

  /** Lets the watch look once. */
  const look = async (): Promise<void> => {
    await clock.advanceToNext();
    while (clock.pending === 0) await turn();
  };

  /** A watch that is closed when it has stored its first row. */
  const storeOneRow = async (): Promise<void> => {
    const append = log.append.bind(log);
    const stored = new Promise<void>((resolve) => {
      log.append = (records) => {
        log.append = append;
        resolve();
        return append(records);
      };
    });
    const first = watch({ pieceRows: 1 });
    await clock.advanceToNext();
    await stored;
    await first.close();
  };

  const items = async (): Promise<unknown[]> =>
    (await log.read(0, 100_000)).map(({ bytes }) =>
      JSON.parse(Buffer.from(unmark(bytes).bytes).toString('utf8')),
    );
  const listed = (name: string): unknown[] =>
    readFileSync(join(folder, 'failed', name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it('takes the rows of a CSV file by the names of its columns, and moves it to done', async () => {
    put('clientes.csv', '\ufeffid,nome\r\n1,"Silva, Ana"\r\n\r\n2,"diz ""oi""\nduas linhas"\r\n');
    watch();
    await look();
    expect(await items()).toEqual([
      { id: '1', nome: 'Silva, Ana' },
      { id: '2', nome: 'diz "oi"\nduas linhas' },
    ]);
    expect(readdirSync(folder)).toEqual(['done']);
    expect(readdirSync(join(folder, 'done'))).toEqual(['clientes.csv']);
    expect(finished).toMatchObject([{ file: 'clientes.csv', rows: 2, bad: 0 }]);
  });

  it.each([
    [';', 'id;nome\n1;a,b\n'],
    ['tab', 'id\tnome\n1\ta,b\n'],
    ['|', 'id|nome\n1|a,b\n'],
  ])('finds out that a TXT file is delimited by %s', async (_, text) => {
    put('x.txt', text);
    watch();
    await look();
    expect(await items()).toEqual([{ id: '1', nome: 'a,b' }]);
  });

  it('takes the delimiter it is told', async () => {
    put('x.txt', 'id:nome;x\n1:a;b\n');
    watch({ delimiter: ':' });
    await look();
    expect(await items()).toEqual([{ id: '1', 'nome;x': 'a;b' }]);
  });

  it('takes JSON objects line by line, and lists what is none', async () => {
    put('x.jsonl', '\ufeff{"a":1}\n\n[1]\n{"a":\n{"a":{"b":null}}');
    watch();
    await look();
    expect(await items()).toEqual([{ a: 1 }, { a: { b: null } }]);
    expect(listed('x.jsonl.errors.jsonl')).toEqual([
      { line: 3, reason: 'not a JSON object' },
      { line: 4, reason: 'not a JSON object' },
    ]);
  });

  it('lists bad lines by number and reason, and takes the good ones', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,nome\n1,a\n2\n3,c,d\n4,'),
      Buffer.of(0xff, 0x0a),
      Buffer.from('5,"x"y\n6,f\n7,recusado\n"8,h\n9,i\n'),
    ]);
    put('x.csv', bytes);
    watch({
      toItem: (row: Row) => {
        if (row.nome === 'recusado') throw new Error('nome não aceito');
        return row.id;
      },
    });
    await look();
    expect(await items()).toEqual(['1', '6', '9']);
    expect(listed('x.csv.errors.jsonl')).toEqual([
      { line: 3, reason: 'has 1 fields, the header has 2' },
      { line: 4, reason: 'has 3 fields, the header has 2' },
      { line: 5, reason: 'not UTF-8' },
      { line: 6, reason: 'its quotes are wrong' },
      { line: 8, reason: 'nome não aceito' },
      { line: 9, reason: 'a quote is not closed' },
    ]);
    expect(finished).toMatchObject([{ rows: 3, bad: 6 }]);
  });

  it('tells the handler where a row comes from', async () => {
    put('x.csv', 'id\n1\n2\n');
    watch({ toItem: (_, origin) => origin });
    await look();
    expect(await items()).toEqual([
      { file: 'x.csv', line: 2 },
      { file: 'x.csv', line: 3 },
    ]);
  });

  it.each([
    ['two columns of one name', 'x.csv', 'id,id\n1,2\n', 'two columns are named "id"'],
    ['no UTF-8 in its header', 'x.csv', Buffer.of(0xff, 0xfe, 0x0a), 'the header is not UTF-8'],
    ['no database in it', 'x.db', 'x'.repeat(5_000), 'file is not a database'],
  ])('moves a file with %s to failed, and goes on with the next', async (_, name, content, reason) => {
    put(name, content);
    put('y.jsonl', '{"a":1}\n');
    watch({ table: 't' });
    await look();
    expect(JSON.stringify(listed(`${name}.errors.jsonl`))).toContain(reason.replaceAll('"', '\\"'));
    expect(readdirSync(join(folder, 'failed')).sort()).toEqual([name, `${name}.errors.jsonl`]);
    expect(await items()).toEqual([{ a: 1 }]);
    expect(store.stored?.cursors).toEqual([]);
  });

  const table = (name: string, sql: string): void => {
    const database = new Sqlite(join(folder, name));
    database.exec(sql);
    database.close();
    settle(name);
  };
  const described = (row: Row): string[] =>
    Object.entries(row).map(([key, value]) => `${key}=${typeof value}:${value}`);

  it('takes the rows of an SQLite table by rowid, with whole integers, and changes nothing in it', async () => {
    table(
      'x.sqlite',
      `create table "a ""b" (n integer, t text, r real, d blob);
       insert into "a ""b" (rowid, n, t, r, d) values (0, 9007199254740993, 'x', 1.5, x'0102'), (-5, null, 'y', 2, null)`,
    );
    const before = readFileSync(join(folder, 'x.sqlite'));
    watch({ table: 'a "b', toItem: described, pieceRows: 1 });
    await look();
    expect(await items()).toEqual([
      ['n=object:null', 't=string:y', 'r=number:2', 'd=object:null'],
      ['n=bigint:9007199254740993', 't=string:x', 'r=number:1.5', 'd=object:1,2'],
    ]);
    expect(readFileSync(join(folder, 'done', 'x.sqlite')).equals(before)).toBe(true);
  });

  it('opens a table for reading only: rows that wait beside the database stay there', async () => {
    const origin = mkdtempSync(join(tmpdir(), 'pipeline-wal-'));
    const writer = new Sqlite(join(origin, 'x.db'));
    writer.pragma('journal_mode = wal');
    writer.exec('create table t (n); insert into t values (1), (2)');
    for (const name of ['x.db', 'x.db-wal']) copyFileSync(join(origin, name), join(folder, name));
    writer.close();
    rmSync(origin, { recursive: true });
    settle('x.db');
    const before = readFileSync(join(folder, 'x.db'));
    watch({ table: 't', toItem: ({ n }) => Number(n) });
    await look();
    expect(await items()).toEqual([1, 2]);
    expect(readFileSync(join(folder, 'done', 'x.db')).equals(before)).toBe(true);
    expect(readdirSync(join(folder, 'done'))).toContain('x.db-wal');
  });

  it('follows a table to which rows are added', async () => {
    table('x.db', 'create table t (n); insert into t values (1), (2)');
    watch({ table: 't', followTables: true, toItem: ({ n }) => Number(n) });
    await look();
    table('x.db', 'insert into t values (3)');
    await look();
    await look();
    expect(await items()).toEqual([1, 2, 3]);
    expect(existsSync(join(folder, 'x.db'))).toBe(true);
  });

  it('leaves a file alone while somebody writes it', async () => {
    const path = join(folder, 'x.jsonl');
    const now = (): number => clock.now() / 1_000;
    writeFileSync(path, '{"a":1}\n');
    utimesSync(path, now(), now());
    watch({ settleMs: 2_500 });
    for (let i = 2; i < 6; i++) {
      await look();
      appendFileSync(path, `{"a":${i}}\n`);
      utimesSync(path, now(), now());
    }
    await look();
    expect(log.end).toBe(0);
    for (let i = 0; i < 3; i++) await look();
    expect(log.end).toBe(5);
  });

  it('trusts what it sees where the time of change lies in the future', async () => {
    const path = join(folder, 'x.jsonl');
    writeFileSync(path, '{"a":1}\n');
    utimesSync(path, clock.now() / 1_000 + 3_600, clock.now() / 1_000 + 3_600);
    watch({ settleMs: 2_500 });
    for (let i = 0; i < 3; i++) await look();
    expect(log.end).toBe(0);
    await look();
    expect(log.end).toBe(1);
  });

  it('reads a file from its beginning when another one took its place', async () => {
    put('x.jsonl', '{"a":1}\n{"a":2}\n');
    await storeOneRow();
    expect(await items()).toEqual([{ a: 1 }]);
    put('x.jsonl', '{"a":3}\n{"a":4}\n');
    watch();
    await look();
    expect(await items()).toEqual([{ a: 1 }, { a: 3 }, { a: 4 }]);
  });

  it('does not double rows when the log has them but could not say so', async () => {
    put('x.jsonl', '{"a":1}\n{"a":2}\n');
    const append = log.append.bind(log);
    log.append = async (records) => {
      log.append = append;
      await append(records);
      throw new Error('sem resposta');
    };
    watch({ pieceRows: 1 });
    await look();
    await look();
    expect(await items()).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('searches the log for cursors only once', async () => {
    put('x.jsonl', '{"a":1}\n{"a":2}\n');
    await storeOneRow();
    store.stored = undefined;
    const idle = watch();
    await clock.advanceToNext();
    await idle.close();
    expect(store.stored).toMatchObject({ scanFrom: 1, cursors: [{ file: 'x.jsonl', rows: 1 }] });
  });

  it('takes a file at once that was renamed into the folder when it was complete', async () => {
    watch();
    await look();
    put('x.jsonl.part', '{"a":1}\n');
    await look();
    expect(log.end).toBe(0);
    renameSync(join(folder, 'x.jsonl.part'), join(folder, 'x.jsonl'));
    await look();
    expect(log.end).toBe(1);
  });

  it('keeps files apart in done that had one name', async () => {
    watch();
    for (const text of ['{"a":1}\n', '{"a":2}\n', '{"a":2}\n']) {
      put('x.jsonl', text);
      await look();
    }
    expect(readdirSync(join(folder, 'done'))).toHaveLength(3);
    expect(log.end).toBe(3);
  });

  it('waits for room in the log instead of losing rows', async () => {
    put('x.jsonl', '{"a":1}\n{"a":2}\n');
    let lag = 5;
    const encode = (item: unknown): Uint8Array => Buffer.from(JSON.stringify(item));
    const intake = new Intake({ log, encode, clock, lag: () => lag, maxLag: 3 });
    watch({ intake: new LogRowIntake({ watch: 'teste', intake, log, store }) });
    await look();
    await look();
    expect(log.end).toBe(0);
    lag = 0;
    await look();
    expect(log.end).toBe(2);
  });

  it('goes on after the folder was away', async () => {
    renameSync(folder, `${folder}-fora`);
    watch();
    await look();
    expect(errors).toHaveLength(1);
    renameSync(`${folder}-fora`, folder);
    put('x.jsonl', '{"a":1}\n');
    await look();
    expect(log.end).toBe(1);
  });

  it('reads the other files when one of them fails, and that one at the next look', async () => {
    put('a.jsonl', '{"a":1}\n');
    put('b.jsonl', '{"a":2}\n');
    const append = log.append.bind(log);
    log.append = async () => {
      log.append = append;
      throw new Error('sem disco');
    };
    watch();
    await look();
    expect([errors.length, await items()]).toEqual([1, [{ a: 2 }]]);
    await look();
    expect([errors.length, await items()]).toEqual([1, [{ a: 2 }, { a: 1 }]]);
  });

  it('takes no folder for a file', async () => {
    mkdirSync(join(folder, 'a.csv'));
    watch();
    await look();
    expect([errors, readdirSync(folder)]).toEqual([[], ['a.csv']]);
  });

  describe.each([
    ['CSV', 'x.csv', `id\n${Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? 'ruim,' : i)).join('\n')}\n`],
    [
      'JSONL',
      'x.jsonl',
      `${Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? 'ruim' : `{"id":"${i}"}`)).join('\n')}\n`,
    ],
  ])('a crash while a %s file is read', (_, name, content) => {
    const good = ['0', '1', '2', '4', '5', '6', '8', '9', '10'];
    /** Makes every call from the n-th on fail, as after a kill, and counts calls. */
    const mortal = (dieAt: number, after: boolean) => {
      let calls = 0;
      const append = log.append.bind(log);
      const save = store.save.bind(store);
      const wrap =
        <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
        async (...args: A): Promise<R> => {
          calls += 1;
          if (calls > dieAt || (calls === dieAt && !after)) throw new Error('kill -9');
          const result = await call(...args);
          if (calls === dieAt) throw new Error('kill -9');
          return result;
        };
      log.append = wrap(append);
      store.save = wrap(save);
      return () => {
        log.append = append;
        store.save = save;
        return calls;
      };
    };

    it.each([true, false])(
      'loses and doubles nothing, wherever it happens (after the write: %s)',
      async (after) => {
        for (let dieAt = 1; ; dieAt++) {
          log = new MemoryLog();
          store = new MemoryCursors();
          rmSync(join(folder, 'failed'), { recursive: true, force: true });
          rmSync(join(folder, 'done'), { recursive: true, force: true });
          put(name, content);
          const options = { pieceRows: 2, toItem: ({ id }: Row) => id };
          const revive = mortal(dieAt, after);
          const first = watch(options);
          await look();
          await first.close();
          const calls = revive();
          const second = watch(options);
          await look();
          await second.close();
          expect([dieAt, await items()]).toEqual([dieAt, good]);
          expect(readdirSync(join(folder, 'failed'))).toEqual([`${name}.errors.jsonl`]);
          expect(listed(`${name}.errors.jsonl`)).toHaveLength(3);
          expect(existsSync(join(folder, name))).toBe(false);
          expect(store.stored?.cursors).toEqual([]);
          if (calls < dieAt) break;
          expect(dieAt).toBeLessThan(50);
        }
      },
    );
  });
});
