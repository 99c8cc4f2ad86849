export {
  type Database,
  databaseFileOf,
  type Migrations,
  type OpenDatabaseOptions,
  openDatabase,
} from './open-database.js';
export { readNumber } from './read-number.js';
export {
  fingerprintOf,
  type OnceOptions,
  once,
  type RequestLogTable,
  requestLogMigration,
} from './request-log.js';
export { isUniqueViolation } from './unique-violation.js';
