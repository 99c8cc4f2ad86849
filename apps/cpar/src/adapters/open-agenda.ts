import type { Clock } from '@trilha/service-kit/base';
import { type Database, openDatabase } from '@trilha/storage';
import { type CparTables, migrations } from './migrations.js';
import { SqlAgenda } from './sql-agenda.js';
import { SqlEnvios } from './sql-envios.js';

export interface OpenAgenda {
  readonly database: Database<CparTables>;
  readonly agenda: SqlAgenda;
  readonly envios: SqlEnvios;
}

/** Opens the database of cpar with what lies in it. */
export async function openAgenda(file: string, clock: Clock): Promise<OpenAgenda> {
  const database = await openDatabase<CparTables>({ file, migrations });
  return { database, agenda: new SqlAgenda(database.db, clock), envios: new SqlEnvios(database.db) };
}
