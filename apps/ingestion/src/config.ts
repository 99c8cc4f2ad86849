import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Environment,
  type EnvReader,
  loadServiceConfig,
  refuseOpenPlaintext,
  workspaceRoot,
} from '@trilha/service-kit';
import { databaseFileOf } from '@trilha/storage';

/** What ingestion is told from outside. */
export function loadConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('ingestion', env);
  const folder = join(config.dataDir, 'ingestion');
  const rates = reader.optional('RATES_FILE');
  const watch = reader.optional('WATCH_DIR');
  const compute = readCompute(reader);
  refuseOpenPlaintext(reader.nameOf('COMPUTE__HOST'), compute.host, config.tls);
  return Object.freeze({
    ...config,
    databaseFile: databaseFileOf(reader, config),
    folder,
    ratesFile:
      rates === undefined
        ? join(workspaceRoot(), 'apps/ingestion/content/cambio.csv')
        : resolve(process.cwd(), rates),
    /** Where files with events appear; undefined: none is watched. */
    watchDir: watch === undefined ? undefined : resolve(process.cwd(), watch),
    /** How long an event waits for its checkpoint to begin, at most. */
    checkpointMs: reader.integer('PIPELINE__CHECKPOINT_MS', 50, { min: 1, max: 60_000 }),
    /** Where the analysis runs: on a thread of this process, or in a process of its own. */
    pipelineMode: reader.oneOf('PIPELINE__MODE', ['inline', 'process'], 'inline'),
    /** Events that may wait for their analysis; above it new ones are refused. */
    maxPending: reader.integer('PIPELINE__MAX_PENDING', 1_000_000, { min: 1, max: 1e9 }),
    compute,
  });
}

/** Where commands are computed for others over TCP, and in how many threads at most. */
const readCompute = (reader: EnvReader) =>
  Object.freeze({
    host: reader.string('COMPUTE__HOST', '127.0.0.1'),
    port: reader.integer('COMPUTE__PORT', 5050, { min: 0, max: 65_535 }),
    workers: reader.integer('COMPUTE__WORKERS', availableParallelism(), { min: 1, max: 256 }),
  });

/** What the command-line tools are told from outside; paths count from where the command was typed. */
export function loadCliConfig(env: Environment) {
  const typedIn = env.INIT_CWD ?? process.cwd();
  return Object.freeze({
    /** Where log, index and analysis are kept, in this data folder or in that of the environment. */
    folderOf: (dataDir: string | undefined): string =>
      dataDir === undefined ? loadConfig(env).folder : join(resolve(typedIn, dataDir), 'ingestion'),
    /** What the arguments of the compute commands stand for when they are absent. */
    compute: () => {
      const { config, reader } = loadServiceConfig('ingestion', env);
      return { ...readCompute(reader), tls: config.tls };
    },
    /** A file or folder that an argument names. */
    caminhoDe: (argumento: string): string => resolve(typedIn, argumento),
    /** Where the service is and what it is shown, as the environment says. */
    servico: (dataDir: string | undefined) => {
      const data = dataDir === undefined ? {} : { DATA__DIR: resolve(typedIn, dataDir) };
      const { config, reader } = loadServiceConfig('ingestion', { ...env, ...data });
      const { auth, tls, targetOf } = config;
      return { alvo: targetOf('ingestion'), token: reader.optional('TRILHA_TOKEN'), auth, tls };
    },
  });
}
