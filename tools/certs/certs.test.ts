import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import { makeCertificates } from './make-certificates.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// Processes start slowly on a machine that is busy with other tests.
jest.setTimeout(30_000);

const DAY_MS = 86_400_000;

describe('npm run certs', () => {
  let data: string;
  const run = (...args: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', 'tools/certs/main.ts', ...args],
        { cwd: workspaceRoot(), env: { ...process.env, DATA__DIR: data } },
        (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const read = (name: string): Promise<string> => readFile(join(data, 'certs', name), 'utf8');
  const certificate = async (name: string): Promise<X509Certificate> => new X509Certificate(await read(name));

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'trilha-certs-'));
  });

  afterEach(() => rm(data, { recursive: true }));

  it('makes an authority and a certificate that it signed, in files for nobody else', async () => {
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/a new authority.*\nStart with them: TLS__MODE=mtls npm start\n$/);
    const names = await readdir(join(data, 'certs'));
    expect(names.sort()).toEqual(['ca-key.pem', 'ca.pem', 'service-key.pem', 'service.pem']);
    const modes = await Promise.all(
      names.map(async (name) => (await stat(join(data, 'certs', name))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
    const [ca, service] = [await certificate('ca.pem'), await certificate('service.pem')];
    expect([ca.ca, service.ca, service.verify(ca.publicKey)]).toEqual([true, false, true]);
  });

  it('names this machine and every --host, each as what it is', async () => {
    await run('--host', 'cursos.interno', '--host', '10.1.2.3');
    expect((await certificate('service.pem')).subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:cursos.interno, IP Address:10.1.2.3',
    );
  });

  it('lets the certificate end after --days', async () => {
    await run('--days', '7');
    const { validFrom, validTo } = await certificate('service.pem');
    expect(Date.parse(validTo) - Date.parse(validFrom)).toBe(7 * DAY_MS);
  });

  it('makes another certificate by the same authority when it is run again', async () => {
    await run();
    const before = [await read('ca.pem'), await read('ca-key.pem')];
    const old = await certificate('service.pem');
    const { stdout } = await run('--host', 'cursos.interno');
    expect(stdout).toContain('the authority that was there');
    expect([await read('ca.pem'), await read('ca-key.pem')]).toEqual(before);
    const service = await certificate('service.pem');
    expect(service.verify((await certificate('ca.pem')).publicKey)).toBe(true);
    expect(service.fingerprint256).not.toBe(old.fingerprint256);
    expect((await readdir(join(data, 'certs'))).length).toBe(4);
  });

  it('makes another authority too with --new-ca', async () => {
    await run();
    const before = await certificate('ca.pem');
    await run('--new-ca');
    const after = await certificate('ca.pem');
    expect(after.fingerprint256).not.toBe(before.fingerprint256);
    expect((await certificate('service.pem')).verify(after.publicKey)).toBe(true);
  });

  it('lets the certificate end with the authority at the latest', async () => {
    await run('--days', '3650');
    await run('--days', '3650');
    const [ca, service] = [await certificate('ca.pem'), await certificate('service.pem')];
    expect(Date.parse(service.validTo)).toBeLessThanOrEqual(Date.parse(ca.validTo));
  });

  it('touches nothing when the authority that is there has ended', async () => {
    await run();
    const now = new Date(Date.now() - 9_000 * DAY_MS);
    const { ca } = await makeCertificates({ hosts: ['localhost'], until: new Date(), now });
    await writeFile(join(data, 'certs', 'ca.pem'), ca.cert);
    await writeFile(join(data, 'certs', 'ca-key.pem'), ca.key);
    const before = await read('service.pem');
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^\S+ca\.pem: it ended on \S+Z; --new-ca makes another one\n$/),
    ]);
    expect(await read('service.pem')).toBe(before);
  });

  it.each([
    ['its key is missing', () => rm(join(data, 'certs', 'ca-key.pem')), 'is missing'],
    ['it is garbled', () => writeFile(join(data, 'certs', 'ca.pem'), 'x'), 'it is no authority with the key'],
  ])('says what is wrong with the authority when %s', async (_name, spoil, message) => {
    await run();
    await spoil();
    const { code, stderr } = await run();
    expect([code, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toContain(message);
    expect(stderr).toContain('--new-ca makes another one');
  });

  it('says what it does, and makes nothing', async () => {
    const { code, stdout } = await run('--help');
    expect([code, await readdir(data)]).toEqual([0, []]);
    for (const option of ['--host NAME', '--days N', '--new-ca']) expect(stdout).toContain(option);
  });

  it.each([
    [['--days', '0'], 1, '--days: got "0", takes a whole number from 1 to 3650'],
    [['--days', '1e3'], 1, '--days: got "1e3", takes a whole number from 1 to 3650'],
    [['--days', ''], 1, '--days: got "", takes a whole number from 1 to 3650'],
    [['--host', 'a b'], 1, '--host: got "a b", takes a DNS name or an IP address'],
    [['--bogus'], 2, "Unknown option '--bogus'; --help tells what there is"],
  ])('refuses %j in one line and makes nothing', async (args, code, line) => {
    expect(await run(...args)).toEqual({ code, stdout: '', stderr: `${line}\n` });
    expect(await readdir(data)).toEqual([]);
  });
});
