import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, type Environment, loadServiceConfig, workspaceRoot } from '@trilha/service-kit';
import { databaseFileOf } from '@trilha/storage';

/**
 * What cursos is told from outside.
 *
 * @throws ConfigError naming the variable, or the missing folder of seed content
 */
export function loadConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('cursos', env);
  const seed = reader.boolean('SEED', true);
  const contentDir = join(workspaceRoot(), 'apps/cursos/content');
  if (seed && !existsSync(contentDir)) {
    throw new ConfigError(
      `${contentDir}: seed content not found; set CURSOS__SEED=false to start without it`,
    );
  }
  return Object.freeze({
    ...config,
    databaseFile: databaseFileOf(reader, config),
    contentDir: seed ? contentDir : undefined,
  });
}

/** What the command-line tools are told from outside. */
export function loadCliConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('cursos', env);
  const typedIn = env.INIT_CWD ?? process.cwd();
  return Object.freeze({
    databaseFile: databaseFileOf(reader, config),
    /** A path as typed, from the folder it was typed in: nx and npm start tools elsewhere. */
    pathOf: (typed: string): string => resolve(typedIn, typed),
  });
}
