import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage } from './folder-storage.js';
import { storageContract } from './storage.contract.js';
import { StorageLocked } from './storage-errors.js';

describe('FolderStorage', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folder-storage-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  storageContract('FolderStorage', () => FolderStorage.open(folder));

  it('makes the folders that are not there', async () => {
    await FolderStorage.open(join(folder, 'a', 'b'));
    expect((await stat(join(folder, 'a', 'b'))).isDirectory()).toBe(true);
  });

  it('sees the lock of another process, and that kill -9 ended it', async () => {
    const holder = spawn(process.execPath, ['-e', HOLD_LOCK, join(folder, 'log.lock')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const storage = await FolderStorage.open(folder);
    await expect(storage.lock('log')).rejects.toThrow(StorageLocked);
    const exited = once(holder, 'exit');
    holder.kill('SIGKILL');
    await exited;
    await (await storage.lock('log')).release();
  });
});

/** What lockFolder does, in a process that then waits to be killed. */
const HOLD_LOCK = `
  const database = new (require('libsql'))(process.argv[1], { timeout: 0 });
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  console.log('locked');
  setInterval(() => {}, 1000);
`;
