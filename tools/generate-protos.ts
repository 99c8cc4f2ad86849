/**
 * Generates `libs/proto-gen/src/generated` from `protos/`: ts-proto stubs, and the descriptor image as a module, so that
 * bundles carry it and no service looks for a file at run time.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const out = join(root, 'libs/proto-gen/src/generated');
const thirdParty = join(root, 'libs/proto-gen/third_party');
const bufBin = join(dirname(require.resolve('@bufbuild/buf/package.json')), 'bin/buf');

const buf = (...args: string[]): Buffer =>
  execFileSync(process.execPath, [bufBin, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });

rmSync(out, { recursive: true, force: true });
rmSync(thirdParty, { recursive: true, force: true });
mkdirSync(join(thirdParty, 'google/api'), { recursive: true });
const protobufjs = dirname(require.resolve('protobufjs/package.json'));
for (const name of ['annotations.proto', 'http.proto']) {
  copyFileSync(join(protobufjs, 'google/api', name), join(thirdParty, 'google/api', name));
}

buf('generate');
const image = buf('build', '--as-file-descriptor-set', '-o', '-#format=binpb');
writeFileSync(
  join(out, 'descriptor-image.ts'),
  `/** google.protobuf.FileDescriptorSet of every contract, with comments, in binary form. */\nexport const descriptorImage: Uint8Array = Buffer.from(\n  '${image.toString('base64')}',\n  'base64',\n);\n`,
);
