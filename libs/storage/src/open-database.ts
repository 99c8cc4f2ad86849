import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, type EnvReader, type ServiceConfig, type StatusProbe } from '@trilha/service-kit';
import { Kysely, type Migration, Migrator, sql } from 'kysely';
import { createSqliteDialect } from './sqlite-dialect.js';

/** Steps that bring a database to the shape the code expects, by name; names sort in the order they run. */
export type Migrations = Readonly<Record<string, Migration>>;

export interface Database<Tables> {
  readonly db: Kysely<Tables>;
  /** Shown to operators: the dialect, never a credential or a path. */
  readonly dialect: 'sqlite';
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** The same for GetStatus and health: a service does not serve without its database. */
  readonly probe: StatusProbe;
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** A file, or `:memory:`. */
  readonly file: string;
  readonly migrations: Migrations;
}

/** The database file of a service: `DATABASE_URL` (`sqlite:///folder/file`) or its own file in the data folder. */
export function databaseFileOf(
  reader: EnvReader,
  config: Pick<ServiceConfig, 'service' | 'dataDir'>,
): string {
  const url = reader.optional('DATABASE_URL');
  if (url === undefined) return join(config.dataDir, `${config.service}.sqlite`);
  if (!url.startsWith('sqlite://')) reader.refuse('DATABASE_URL', 'sqlite:///folder/file.sqlite');
  return decodeURIComponent(url.slice('sqlite://'.length));
}

/**
 * Opens a database and runs the migrations it lacks. SQLite runs with a write-ahead log and full synchronisation, so
 * what a transaction committed survives kill -9 and a power cut; foreign keys are enforced.
 *
 * @throws ConfigError when the file can't be opened or is newer than the code
 */
export async function openDatabase<Tables>({
  file,
  migrations,
}: OpenDatabaseOptions): Promise<Database<Tables>> {
  const db = new Kysely<Tables>({ dialect: createDialect(file) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new ConfigError(
      `${file}: cannot be migrated: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const ping = async (): Promise<void> => {
    await sql`select 1`.execute(db);
  };
  return {
    db,
    dialect: 'sqlite',
    ping,
    probe: { name: 'sqlite', address: 'sqlite', required: true, probe: ping },
    close: () => db.destroy(),
  };
}

function createDialect(file: string) {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    return createSqliteDialect(file);
  } catch (error) {
    throw new ConfigError(
      `${file}: cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
