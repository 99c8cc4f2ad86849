/**
 * `npm run buf:breaking -- [BRANCH]`: compares the contracts with those of a branch (main). Third-party contracts are laid
 * out by generation and never committed, so the branch's contracts are read beside the ones laid out here.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [branch = 'main'] = process.argv.slice(2);
const bufBin = join(dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')), 'bin/buf');
const thirdParty = 'libs/proto-gen/third_party';
const before = mkdtempSync(join(tmpdir(), 'trilha-contracts-'));
try {
  const archive = execFileSync('git', ['archive', branch, 'protos', 'buf.yaml'], { cwd: root });
  execFileSync('tar', ['-x', '-C', before], { input: archive });
  cpSync(join(root, thirdParty), join(before, thirdParty), { recursive: true });
  execFileSync(process.execPath, [bufBin, 'breaking', '--against', before], { cwd: root, stdio: 'inherit' });
  process.stdout.write(`nothing that clients of ${branch} rely on was taken away\n`);
} catch (error) {
  const { status, message } = error as { status?: number; message: string };
  // buf and git have said on standard error what is wrong.
  if (status === undefined) process.stderr.write(`${message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(before, { recursive: true, force: true });
}
