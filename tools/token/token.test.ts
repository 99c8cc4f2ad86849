import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTokenVerifier,
  EnvReader,
  loadAuthConfig,
  systemClock,
  type TokenVerifier,
  workspaceRoot,
} from '@trilha/service-kit';
import { ArgumentError, readArguments } from './token-arguments.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// Processes start slowly on a machine that is busy with other tests.
jest.setTimeout(30_000);

describe('npm run token', () => {
  let folder: string;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', 'tools/token/main.ts', ...args],
        { cwd: workspaceRoot(), env: { ...process.env, DATA__DIR: folder, ...env } },
        (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const openVerifier = (): Promise<TokenVerifier> =>
    createTokenVerifier(loadAuthConfig(new EnvReader('cursos', {}), folder), systemClock);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-token-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('prints a token that services take, and nothing else, on standard output', async () => {
    const { code, stdout, stderr } = await run([
      '--sub',
      'aluno-1',
      '--role',
      'aluno',
      '--role',
      'professor',
    ]);
    expect([code, stdout.split('\n').length]).toEqual([0, 2]);
    expect(stderr).toMatch(/^aluno-1, aluno, professor, until \d{4}-.*\n$/);
    const { sub, roles } = await (await openVerifier()).verify(stdout.trim());
    expect([sub, [...roles]]).toEqual(['aluno-1', ['aluno', 'professor']]);
  });

  it('prints the token with what it says as JSON', async () => {
    const { stdout } = await run(['--sub', 'aluno-1', '--role', 'aluno', '--ttl', '7d', '--json']);
    const { token, ...rest } = JSON.parse(stdout) as { token: string; expires: string };
    const { expiresAt } = await (await openVerifier()).verify(token);
    const expires = new Date(expiresAt * 1000).toISOString();
    expect(rest).toEqual({ sub: 'aluno-1', roles: ['aluno'], expires });
  });

  it('makes one key when several processes start at the same moment', async () => {
    const ended = await Promise.all(Array.from({ length: 6 }, (_, at) => run(['--sub', `aluno-${at}`])));
    const verifier = await openVerifier();
    const subjects = await Promise.all(
      ended.map(async ({ stdout }) => (await verifier.verify(stdout.trim())).sub),
    );
    expect(subjects).toEqual(Array.from({ length: 6 }, (_, at) => `aluno-${at}`));
    expect(await readdir(join(folder, 'keys'))).toEqual(['development-issuer.pem']);
    expect((await stat(join(folder, 'keys', 'development-issuer.pem'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a bad argument with one line and code 2, and makes no key', async () => {
    const { code, stdout, stderr } = await run(['--sub', 'aluno-1', '--role', 'rei']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('--role: got "rei", takes one of aluno, professor, operador, servico\n');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says where tokens come from when the issuer is another', async () => {
    const { code, stdout, stderr } = await run(['--sub', 'aluno-1'], {
      AUTH__JWKS_URL: 'https://emissor.escola.br/jwks',
      AUTH__ISSUER: 'https://emissor.escola.br',
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'AUTH__JWKS_URL is set: tokens come from the issuer https://emissor.escola.br, and only it can make them\n',
    );
  });

  it('names a variable it can not take', async () => {
    const { code, stderr } = await run(['--sub', 'aluno-1'], { AUTH__CLOCK_TOLERANCE: 'much' });
    expect([code, stderr]).toEqual([
      1,
      'AUTH__CLOCK_TOLERANCE: got "much", takes a whole number from 0 to 300\n',
    ]);
  });

  it('explains itself', async () => {
    const { code, stdout } = await run(['--help']);
    expect([code, stdout.startsWith('usage: npm run -s token')]).toEqual([0, true]);
  });
});

describe('the arguments of npm run token', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['1h', 3_600],
    ['30d', 2_592_000],
  ])('take %s for a lifetime', (ttl, ttlSeconds) => {
    expect(readArguments(['--sub', 'a', '--ttl', ttl])).toEqual({
      sub: 'a',
      roles: [],
      ttlSeconds,
      json: false,
    });
  });

  it('keep a role once', () => {
    expect(readArguments(['--sub', 'a', '--role', 'aluno', '--role', 'aluno'])).toMatchObject({
      roles: ['aluno'],
      ttlSeconds: 3_600,
    });
  });

  it.each([
    [[], '--sub: missing; see --help'],
    [['--sub', ''], '--sub: got "", takes 1 to 128 of A-Z a-z 0-9 . _ @ : -'],
    [['--sub', 'a\nb'], '--sub: got "a\\nb", takes 1 to 128 of A-Z a-z 0-9 . _ @ : -'],
    [['--sub', 'a', '--role', ''], '--role: got "", takes one of aluno, professor, operador, servico'],
    ...['0s', '31d', '1', 'h', '-1h', '1.5h', '1w', '1h1h'].map((ttl): [string[], string] => [
      ['--sub', 'a', `--ttl=${ttl}`],
      `--ttl: got "${ttl}", takes a time such as 90s, 15m, 1h or 7d, up to 30d`,
    ]),
    [['--sub', 'a', '--rol', 'aluno'], "Unknown option '--rol'; see --help"],
    [['--sub', 'a', 'aluno'], "Unexpected argument 'aluno'; see --help"],
    [['--sub'], "Option '--sub <value>' argument missing; see --help"],
  ] as [string[], string][])('refuse %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(new ArgumentError(message));
  });
});
