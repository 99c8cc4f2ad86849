import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComputeClient } from '@trilha/pipeline/compute';
import { spawnService } from '@trilha/service-kit/testing';

/** One that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('ingestion computes beside its events, and answers what is in flight before it ends', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ingestion-compute-'));
  const port = await freePort();
  const service = await spawnService('ingestion', { dataDir, env: { COMPUTE__PORT: String(port) } });
  const client = await ComputeClient.connect({ host: '127.0.0.1', port });
  try {
    expect(await client.call('compute', { n: 500_000 })).toBe(41_538);
    const long = client.call('compute', { n: 1_000_000_000 });
    // Answered beside the long one: by then that has begun.
    await client.call('stats');
    const stopped = service.stop();
    expect(await long).toBe(50_847_534);
    expect(await stopped).toBe(0);
  } finally {
    client.close();
    await service.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
});
