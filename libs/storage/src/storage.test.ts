import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvReader } from '@trilha/service-kit';
import { FakeClock } from '@trilha/service-kit/testing';
import { sql } from 'kysely';
import {
  type Database,
  databaseFileOf,
  isUniqueViolation,
  type Migrations,
  once,
  openDatabase,
  type RequestLogTable,
  requestLogMigration,
} from './index.js';

interface Tables extends RequestLogTable {
  notas: { id: string; texto: string };
}

const migrations: Migrations = {
  '0001_pedidos': requestLogMigration,
  '0002_notas': {
    async up(db) {
      await db.schema
        .createTable('notas')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('texto', 'text', (c) => c.notNull())
        .execute();
    },
  },
};

let folder: string;
const opened: Database<Tables>[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(file = join(folder, 'um/notas.sqlite')): Promise<Database<Tables>> {
  const database = await openDatabase<Tables>({ file, migrations });
  opened.push(database);
  return database;
}

describe('openDatabase', () => {
  it('makes the folder, runs the migrations once, and finds the data again', async () => {
    const first = await open();
    await first.db.insertInto('notas').values({ id: 'a', texto: 'oi' }).execute();
    await first.close();
    opened.length = 0;
    const second = await open();
    expect(await second.db.selectFrom('notas').selectAll().execute()).toEqual([{ id: 'a', texto: 'oi' }]);
  });

  it('runs with a write-ahead log, full synchronisation and foreign keys', async () => {
    const { db } = await open();
    const pragma = async (name: string) =>
      Object.values((await sql`${sql.raw(`pragma ${name}`)}`.execute(db)).rows[0] as object)[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
  });

  it('runs transactions one after the other, and lets two connections write one file in turn', async () => {
    const [one, two] = [await open(), await open()];
    const write = ({ db }: Database<Tables>, prefix: string) =>
      Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          db.transaction().execute(async (transaction) => {
            await transaction.selectFrom('notas').selectAll().execute();
            await transaction
              .insertInto('notas')
              .values({ id: `${prefix}${i}`, texto: '' })
              .execute();
          }),
        ),
      );
    await write(one, 'a');
    await write(two, 'b');
    const { total } = await one.db
      .selectFrom('notas')
      .select(sql<number>`count(*)`.as('total'))
      .executeTakeFirstOrThrow();
    expect(Number(total)).toBe(60);
  });

  it('says in one line which file is no database', async () => {
    const file = join(folder, 'texto.sqlite');
    await writeFile(file, 'isto não é um banco de dados, e é longo o bastante para parecer um'.repeat(20));
    await expect(openDatabase({ file, migrations })).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toContain('isto não é');
  });
});

describe('databaseFileOf', () => {
  const config = { service: 'cursos', dataDir: '/dados' } as const;

  it('gives each service a file of its own in the data folder', () => {
    expect(databaseFileOf(new EnvReader('cursos', {}), config)).toBe(join('/dados', 'cursos.sqlite'));
  });

  it('takes a sqlite URL and refuses another kind', () => {
    const file = (url: string) => databaseFileOf(new EnvReader('cursos', { DATABASE_URL: url }), config);
    expect(file('sqlite:///var/lib/cursos.sqlite')).toBe('/var/lib/cursos.sqlite');
    expect(() => file('mysql://host')).toThrow(
      'DATABASE_URL: got (value hidden), takes sqlite:///folder/file.sqlite',
    );
  });
});

describe('isUniqueViolation', () => {
  it('tells a taken key from another fault', async () => {
    const { db } = await open();
    const insert = () => db.insertInto('notas').values({ id: 'a', texto: '' }).execute();
    await insert();
    expect(isUniqueViolation(await insert().catch((error: unknown) => error))).toBe(true);
    const missing = await sql`select * from nenhuma`.execute(db).catch((error: unknown) => error);
    expect(isUniqueViolation(missing)).toBe(false);
  });
});

describe('once', () => {
  const clock = new FakeClock();
  let made = 0;
  const ask = (database: Database<Tables>, body: unknown, requestId = 'p-1') =>
    database.db.transaction().execute((transaction) =>
      once(transaction, {
        scope: 'criar',
        requestId,
        body,
        clock,
        make: async () => {
          made += 1;
          return { vez: made };
        },
      }),
    );

  beforeEach(() => {
    made = 0;
  });

  it('answers the same key with the first answer, whatever the order of the fields', async () => {
    const database = await open();
    expect(await ask(database, { a: 1, b: 2n })).toEqual({ vez: 1 });
    expect(await ask(database, { b: 2n, a: 1 })).toEqual({ vez: 1 });
  });

  it('refuses the same key with another body', async () => {
    const database = await open();
    await ask(database, { a: 1 });
    await expect(ask(database, { a: 2 })).rejects.toMatchObject({ reason: 'PEDIDO_DIFERENTE' });
  });

  it('does the work each time when there is no key', async () => {
    const database = await open();
    await ask(database, {}, '');
    expect(await ask(database, {}, '')).toEqual({ vez: 2 });
  });

  it('forgets a key after a day', async () => {
    const database = await open();
    await ask(database, { a: 1 });
    clock.advance(24 * 60 * 60 * 1000);
    expect(await ask(database, { a: 2 })).toEqual({ vez: 2 });
  });

  it('remembers nothing when the work fails', async () => {
    const database = await open();
    const failing = database.db.transaction().execute((transaction) =>
      once(transaction, {
        scope: 'criar',
        requestId: 'p-1',
        body: {},
        clock,
        make: () => Promise.reject(new Error('falhou')),
      }),
    );
    await expect(failing).rejects.toThrow('falhou');
    expect(await ask(database, {})).toEqual({ vez: 1 });
  });
});
