import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Midia, MidiaServiceService, UploadMediaRequest } from '@trilha/proto-gen/midia';
import { createClient } from '@trilha/service-kit';
import { type SpawnedService, spawnService, testClientConfig } from '@trilha/service-kit/testing';

const connect = ({ target, authorize }: SpawnedService) =>
  createClient(MidiaServiceService, target, { ...testClientConfig, name: 'midia', authorize });

async function* parts(nome: string, bytes: Buffer) {
  yield UploadMediaRequest.fromPartial({ idCurso: 'botanica', nome });
  for (let at = 0; at < bytes.length; at += 20_000) {
    yield UploadMediaRequest.fromPartial({ conteudo: { data: bytes.subarray(at, at + 20_000) } });
  }
}

it('has every acknowledged file, and no bytes besides, after kill -9 in the middle of uploads', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'midia-'));
  try {
    const acknowledged: Midia[] = [];
    for (let round = 0; round < 4; round++) {
      const service = await spawnService('midia', { dataDir });
      const client = connect(service);
      const uploads = Array.from({ length: 40 }, async (_, i) => {
        acknowledged.push(await client.uploadMedia(parts(`r${round}-${i}.bin`, randomBytes(100_000))));
        if (acknowledged.length % 15 === 0) service.process.kill('SIGKILL');
      });
      await Promise.allSettled(uploads);
      await service.kill();
      client.close();
    }
    const service = await spawnService('midia', { dataDir });
    const client = connect(service);
    for (const { id, sha256 } of acknowledged) {
      const hash = createHash('sha256');
      for await (const { data } of client.downloadMedia({ idMidia: id, readOffset: 0n, readLimit: 0n }))
        hash.update(data);
      expect(hash.digest('hex')).toBe(sha256);
    }
    const listed = new Set<string>();
    for (let pageToken = '', first = true; first || pageToken !== ''; first = false) {
      const page = await client.getMedia({ idCurso: 'botanica', idAula: '', pageSize: 100, pageToken });
      for (const { sha256 } of page.midias) listed.add(sha256);
      pageToken = page.nextPageToken;
    }
    client.close();
    expect(await service.stop()).toBe(0);
    const kept = (await readdir(join(dataDir, 'midia'), { recursive: true })).filter((name) =>
      /[0-9a-f]{64}$/.test(name),
    );
    expect(acknowledged.length).toBeGreaterThan(30);
    expect(kept.map((name) => name.slice(-64)).sort()).toEqual([...listed].sort());
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
