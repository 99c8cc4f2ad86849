import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import {
  FolderStorage,
  KeyIndex,
  SegmentedLog,
  type SegmentedLogOptions,
  type Storage,
} from '@trilha/pipeline';
import { type Database, openDatabase } from '@trilha/storage';
import { abrirSegredos } from './abrir-segredos.js';
import { DiarioDeEventos, type DiarioOptions } from './diario-de-eventos.js';
import { VERSAO_DAS_ENTRADAS } from './entradas-do-indice.js';
import { type ChaveiroTables, migrations } from './migrations.js';
import { SqlChaveiro } from './sql-chaveiro.js';

export interface ArmazemOptions {
  readonly dataDir: string;
  /** Where log, index and analysis are kept. */
  readonly folder: string;
  readonly databaseFile: string;
  /** Bytes that may wait to be written. 32 MiB. */
  readonly maxEsperaBytes?: number;
  /** Of the files of the log. */
  readonly log?: SegmentedLogOptions;
  /** Entries of the index held in memory before they are written. 262,144. */
  readonly indiceEntradas?: number;
  /** Opens the folders of log and index. FolderStorage. */
  readonly abrirPasta?: (pasta: string) => Promise<Storage>;
}

/** Where events are kept: the log, the index over it, and the keys of what is sealed in it. */
export interface Armazem {
  readonly log: SegmentedLog;
  readonly pastaDoLog: string;
  readonly pastaDaAnalise: string;
  readonly database: Database<ChaveiroTables>;
  /** Opens the way in, once whoever must hear of every event listens. */
  abrirDiario(duravel: DiarioOptions['duravel']): Promise<DiarioDeEventos>;
  close(): Promise<void>;
}

/** @throws StorageLocked when another process has it open; LogCorrupt, KeyIndexCorrupt; ConfigError */
export async function abrirArmazem(options: ArmazemOptions): Promise<Armazem> {
  const {
    dataDir,
    folder,
    databaseFile,
    maxEsperaBytes,
    indiceEntradas,
    abrirPasta = FolderStorage.open,
  } = options;
  const segredos = abrirSegredos(dataDir);
  const database = await openDatabase<ChaveiroTables>({ file: databaseFile, migrations });
  const chaveiro = await SqlChaveiro.abrir(database.db, segredos);
  const log = await SegmentedLog.open(await abrirPasta(pastaDoLog(folder)), options.log);
  const indice = await KeyIndex.open({
    storage: await abrirPasta(join(folder, 'index')),
    seed: randomInt(2 ** 32),
    entriesVersion: VERSAO_DAS_ENTRADAS,
    ...(indiceEntradas === undefined ? {} : { recentEntries: indiceEntradas }),
  });
  const diarios: DiarioDeEventos[] = [];
  return {
    log,
    pastaDoLog: pastaDoLog(folder),
    pastaDaAnalise: pastaDaAnalise(folder),
    database,
    abrirDiario: async (duravel) => {
      const diario = await DiarioDeEventos.abrir({
        log,
        indice,
        chaveiro,
        segredos,
        duravel,
        ...(maxEsperaBytes === undefined ? {} : { maxEsperaBytes }),
      });
      diarios.push(diario);
      return diario;
    },
    close: async () => {
      for (const diario of diarios) await diario.close();
      await indice.flush(log.end);
      await indice.close();
      await log.close();
      await database.close();
    },
  };
}

export const pastaDoLog = (folder: string): string => join(folder, 'log');
export const pastaDaAnalise = (folder: string): string => join(folder, 'analysis');
