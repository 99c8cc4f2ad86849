import { join } from 'node:path';
import { FolderStorage, StorageLocked } from '@trilha/pipeline';
import { ConfigError } from '@trilha/service-kit';

/**
 * Keeps a second launcher from the same data folder for as long as this process lives. The kernel holds the lock, so a
 * launcher that was killed leaves none behind.
 *
 * @throws ConfigError when another launcher has it
 */
export async function lockDataFolder(dataDir: string): Promise<{ release(): Promise<void> }> {
  const folder = await FolderStorage.open(join(dataDir, 'launcher'));
  try {
    return await folder.lock('running');
  } catch (error) {
    if (!(error instanceof StorageLocked)) throw error;
    throw new ConfigError(
      `DATA__DIR: the services already run on ${dataDir}; stop them, or give this start another folder (DATA__DIR=…)`,
    );
  }
}
