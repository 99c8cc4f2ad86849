import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, platform, release, totalmem, type } from 'node:os';
import type { Maquina } from '../analise/sumario.js';

const PACOTES = ['@grpc/grpc-js', 'echarts'] as const;

/** Where and on what it is measured. */
export function descreverMaquina(): Maquina {
  return {
    processador: cpus()[0]?.model.trim() ?? 'processador desconhecido',
    nucleos: availableParallelism(),
    memoriaBytes: totalmem(),
    sistema: `${type()} ${release()}`,
    node: process.version,
    versoes: Object.fromEntries(PACOTES.map((nome) => [nome, versaoDe(nome)])),
    commit: commitDe(),
    cargaAntes: platform() === 'win32' ? undefined : loadavg()[0],
  };
}

function versaoDe(nome: string): string {
  const { version } = createRequire(import.meta.url)(`${nome}/package.json`) as { version: string };
  return version;
}

function commitDe(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'desconhecido (sem git)';
  }
}
