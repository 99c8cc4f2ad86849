import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@trilha/storage';
import { blobsContract } from './blobs.contract.js';
import { FileBlobs } from './file-blobs.js';
import { MemoryBlobs } from './memory-blobs.js';
import { MemoryMidias } from './memory-midias.js';
import { midiasContract } from './midias.contract.js';
import { type MidiaTables, migrations } from './migrations.js';
import { SqlMidias } from './sql-midias.js';

const opened: { close(): Promise<void> }[] = [];
const folders: string[] = [];

afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  folders.push(folder);
  return folder;
}

blobsContract('MemoryBlobs', async () => new MemoryBlobs());
blobsContract('FileBlobs', async () => FileBlobs.open(await temporaryFolder()));
midiasContract('MemoryMidias', async () => new MemoryMidias());
midiasContract('SqlMidias', async () => {
  const database = await openDatabase<MidiaTables>({ file: ':memory:', migrations });
  opened.push(database);
  return new SqlMidias(database.db);
});

describe('FileBlobs', () => {
  it('leaves no temporary file behind a failed or a finished upload', async () => {
    const folder = await temporaryFolder();
    const blobs = await FileBlobs.open(folder);
    const failing = (async function* () {
      yield Buffer.from('a');
      throw new Error('sumiu');
    })();
    await blobs.receber(failing).catch(() => undefined);
    await blobs.guardar(
      await blobs.receber(
        (async function* () {
          yield Buffer.from('b');
        })(),
      ),
    );
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('removes at the start what an earlier process left half-received', async () => {
    const folder = await temporaryFolder();
    const blobs = await FileBlobs.open(folder);
    await blobs.receber(
      (async function* () {
        yield Buffer.from('pela metade');
      })(),
    );
    await FileBlobs.open(folder);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('says that there is no space when the disk is full, and leaves nothing', async () => {
    const folder = await temporaryFolder();
    const blobs = await FileBlobs.open(folder);
    const full = (async function* () {
      yield Buffer.from('a');
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    })();
    await expect(blobs.receber(full)).rejects.toMatchObject({ kind: 'overloaded', reason: 'SEM_ESPACO' });
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });
});
