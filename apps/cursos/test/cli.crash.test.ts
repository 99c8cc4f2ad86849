import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';

const ROOT = workspaceRoot();
const CURSO = 'fotossintese-e-a-vida-das-plantas';
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cursos-cli-'));
  await cp(join(ROOT, 'apps/cursos/content', CURSO), join(dir, CURSO), { recursive: true });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Runs a built tool as if its command had been typed in the test's folder. */
const run = (tool: 'import' | 'export', ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, DATA__DIR: join(dir, 'data'), INIT_CWD: dir };
    const child = execFile(
      process.execPath,
      [`apps/cursos/dist/${tool}.cli.js`, ...args],
      { cwd: ROOT, env },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

describe('the command-line tools', () => {
  it('bring a course in and out byte for byte, with paths as typed', async () => {
    const { code, out } = await run('import', '--dir', CURSO);
    expect([code, out.split('\n')[0]]).toEqual([0, `${CURSO}: criado`]);
    expect((await run('import', '--dir', CURSO)).out).toBe(`${CURSO}: igual\n`);
    expect((await run('export', '--curso', CURSO, '--dir', './saida')).code).toBe(0);
    const file = '02-a-fotossintese/01-o-que-e-fotossintese.md';
    expect(await readFile(join(dir, 'saida', file))).toEqual(await readFile(join(dir, CURSO, file)));
  });

  it('report a lesson that was taken away, and only tell of it in a trial', async () => {
    await run('import', '--dir', CURSO);
    await rm(join(dir, CURSO, '02-a-fotossintese/03-o-ciclo-de-calvin.md'));
    const removed = 'aulas removidas (1): o-ciclo-de-calvin';
    const trial = await run('import', '--dir', CURSO, '--dry-run');
    expect(trial.out).toContain(removed);
    expect(trial.out).toContain('nada foi gravado');
    expect((await run('import', '--dir', CURSO)).out).toContain(removed);
    expect((await run('import', '--dir', CURSO)).out).toContain('igual');
  });

  it('import nothing of a folder with a problem, and say where it is', async () => {
    const file = join(dir, CURSO, '02-a-fotossintese/02-a-etapa-fotoquimica.md');
    await writeFile(file, (await readFile(file, 'utf8')).replace('situacao: publicada', 'situacao: pronta'));
    const { code, err } = await run('import', '--dir', CURSO);
    expect([code, err]).toEqual([1, `${file}:5: situacao: use publicada ou rascunho\n`]);
    expect(await run('export', '--curso', CURSO, '--dir', 'saida')).toMatchObject({
      code: 1,
      err: `Nenhum curso com o id "${CURSO}"\n`,
    });
  });

  it('explain themselves when asked, and when they do not understand', async () => {
    expect(await run('export', '--help')).toMatchObject({ code: 0, err: '' });
    const { code, err } = await run('import', '--pasta', 'x');
    expect([code, err.includes('--dir PASTA')]).toEqual([2, true]);
    expect((await run('export', '--curso', 'x')).err).toContain('faltam --curso ID e --dir PASTA');
  });
});
