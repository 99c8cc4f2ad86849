import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MidiaServiceService } from '@trilha/proto-gen/midia';
import {
  type Client,
  createClient,
  createStatusHandler,
  newId,
  type ServiceBinding,
  startService,
} from '@trilha/service-kit';
import {
  everyoneIs,
  FakeClock,
  silentLog,
  testClientConfig,
  testServerConfig,
} from '@trilha/service-kit/testing';
import { type Database, openDatabase } from '@trilha/storage';
import { FileBlobs } from '../src/adapters/file-blobs.js';
import { findContentType } from '../src/adapters/find-content-type.js';
import { type MidiaTables, migrations } from '../src/adapters/migrations.js';
import { SqlMidias } from '../src/adapters/sql-midias.js';
import { createConsultar } from '../src/app/consultar.js';
import { createExcluir } from '../src/app/excluir.js';
import { createGuardar } from '../src/app/guardar.js';
import { createLimpar } from '../src/app/limpar.js';
import { createMidiaService } from '../src/rpc/midia-service.js';

export const MAX_BYTES = 300_000;

export interface RunningMidia {
  readonly port: number;
  /** Where the blobs are. */
  readonly folder: string;
  readonly database: Database<MidiaTables>;
  readonly client: Client<typeof MidiaServiceService>;
  readonly limpar: () => Promise<number>;
  /** Uploads that the handler took up so far. */
  readonly begun: () => number;
  /** Resolves when the handler is done with every upload that was sent before, answered or given up. */
  readonly quiet: () => Promise<void>;
  /** SHA-256 of every blob kept. */
  readonly blobsKept: () => Promise<string[]>;
  close(): Promise<void>;
}

/** The real service over a database in memory and a folder of its own, and a client of it. */
export async function startMidia(maxBytes = MAX_BYTES): Promise<RunningMidia> {
  const folder = await mkdtemp(join(tmpdir(), 'midia-'));
  const database = await openDatabase<MidiaTables>({ file: ':memory:', migrations });
  const midias = new SqlMidias(database.db);
  const blobs = await FileBlobs.open(folder);
  const clock = new FakeClock();
  const casos = {
    guardar: createGuardar({ midias, blobs, clock, newId, findContentType, maxBytes }),
    excluir: createExcluir({ midias, blobs }),
    ...createConsultar({ midias, blobs }),
  };
  const getStatus = createStatusHandler({ config: { service: 'midia', version: '1' }, clock });
  const { service, uploads } = followingUploads(createMidiaService({ casos, getStatus }));
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [service],
  });
  const client = createClient(MidiaServiceService, `127.0.0.1:${server.port}`, {
    ...testClientConfig,
    name: 'midia',
  });
  return {
    port: server.port,
    folder,
    database,
    client,
    limpar: createLimpar({ midias, blobs }),
    begun: () => uploads.length,
    quiet: async () => {
      // What was sent before this on the same connection has arrived when this is answered.
      await client.getStatus({});
      await Promise.all(uploads);
    },
    blobsKept: async () =>
      (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name)),
    close: async () => {
      client.close();
      await server.close();
      await Promise.all(uploads);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same service, with every upload that its handler took up and may still be at. */
function followingUploads(service: ServiceBinding) {
  const uploads: Promise<unknown>[] = [];
  const uploadMedia: ServiceBinding['handlers'][string] = (parts, context) => {
    const done = Promise.resolve(service.handlers.uploadMedia?.(parts, context));
    uploads.push(done.catch(() => {}));
    return done;
  };
  return { uploads, service: { ...service, handlers: { ...service.handlers, uploadMedia } } };
}
