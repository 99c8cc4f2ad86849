import { CompiledQuery, type DatabaseConnection, type Driver, SqliteDialect, SqliteDriver } from 'kysely';
import Sqlite from 'libsql';

/**
 * SQLite through libsql. Transactions begin as writers at once: a reader that turns into a writer while another process
 * writes fails without waiting, whatever the busy timeout says.
 */
export function createSqliteDialect(file: string): SqliteDialect {
  const database = new Sqlite(file);
  for (const pragma of [
    'busy_timeout = 5000',
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
  ]) {
    database.pragma(pragma);
  }
  return new (class extends SqliteDialect {
    override createDriver(): Driver {
      return new ImmediateDriver({ database });
    }
  })({ database });
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}
