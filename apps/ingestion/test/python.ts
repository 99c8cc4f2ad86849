import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';

const PRECISA = 'import grpc, google.protobuf';

/** The first interpreter that has grpcio: the one that PYTHON names, or those of the system; undefined without any. */
export function acharPython(): string | undefined {
  const { PYTHON } = process.env;
  const nomes = PYTHON === undefined ? ['python3', '/usr/bin/python3'] : [PYTHON];
  return nomes.find((nome) => {
    try {
      execFileSync(nome, ['-c', PRECISA], { stdio: 'ignore', timeout: 30_000 });
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * `it` for tests that need Python with grpcio: skipped where there is none, but not in CI, where its absence is a failure.
 */
export function itComPython(python: string | undefined): jest.It {
  return python === undefined && process.env.CI !== 'true' ? it.skip : it;
}

/** Runs the client in Python; resolves when it has ended. */
export const clientePython = (
  python: string | undefined,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly codigo: number; readonly saida: string; readonly erros: string }> => {
  if (python === undefined)
    throw new Error('no Python with grpcio: apt-get install python3-grpcio, or set PYTHON');
  return new Promise((resolve) => {
    const child = execFile(
      python,
      ['-B', join(workspaceRoot(), 'examples/python/client.py'), ...args],
      // Nothing of the terminal it runs in, and no token of its owner.
      { env: { PATH: process.env.PATH ?? '', PYTHONIOENCODING: 'utf-8', ...env } },
      (_erro, saida, erros) => resolve({ codigo: child.exitCode ?? -1, saida, erros }),
    );
  });
};
