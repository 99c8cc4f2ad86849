import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InsightsServiceService, MetricaInteracao } from '@trilha/proto-gen/insights';
import { createClient, durationOf } from '@trilha/service-kit';
import { spawnService, testClientConfig } from '@trilha/service-kit/testing';

const metrica = (idInteracao: string): MetricaInteracao =>
  MetricaInteracao.fromPartial({ idInteracao, ocorridaEm: new Date(0), latencia: durationOf(1) });

it('has every acknowledged measure after kill -9 in the middle of a burst', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'insights-'));
  try {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const service = await spawnService('insights', { dataDir });
      const client = createClient(InsightsServiceService, service.target, {
        ...testClientConfig,
        name: 'insights',
        authorize: service.authorize,
      });
      const burst = Array.from({ length: 400 }, async (_, i) => {
        const id = `r${round}-${i}`;
        await client.registerMetrics({ metrica: metrica(id) });
        if (acknowledged.push(id) % 150 === 149) service.process.kill('SIGKILL');
      });
      await Promise.allSettled(burst);
      await service.kill();
      client.close();
    }
    const service = await spawnService('insights', { dataDir });
    const client = createClient(InsightsServiceService, service.target, {
      ...testClientConfig,
      name: 'insights',
      authorize: service.authorize,
    });
    const found = await Promise.allSettled(
      acknowledged.map((idInteracao) => client.getMetric({ idInteracao })),
    );
    client.close();
    expect(await service.stop()).toBe(0);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(found.filter(({ status }) => status === 'rejected')).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
