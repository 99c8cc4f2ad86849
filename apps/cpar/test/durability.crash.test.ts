import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abrirSempre, marcar, startCpar } from './cpar-process.js';
import { startFakeNotificacoes } from './fake-notificacoes.js';

const HORA_MS = 3_600_000;

it('has every acknowledged appointment after kill -9, and tells both of each', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'cpar-'));
  const fake = await startFakeNotificacoes();
  const first = Math.ceil(Date.now() / HORA_MS) * HORA_MS + 48 * HORA_MS;
  try {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const cpar = await startCpar(dataDir, fake.target);
      await abrirSempre(cpar);
      await Promise.allSettled(
        Array.from({ length: 60 }, async (_, i) => {
          const made = await marcar(cpar, first + (round * 60 + i) * HORA_MS, {
            idAluno: `aluno-${round}-${i}`,
          });
          acknowledged.push(made.id);
          if (acknowledged.length % 25 === 0) cpar.service.process.kill('SIGKILL');
        }),
      );
      await cpar.service.kill();
      cpar.client.close();
    }
    const { service, client } = await startCpar(dataDir, fake.target);
    for (const id of acknowledged) expect((await client.getAgendamento({ idAgendamento: id })).id).toBe(id);
    const tellings = () =>
      new Set(fake.told().map(({ idAgendamento, idUsuario }) => `${idAgendamento} ${idUsuario}`));
    const until = Date.now() + 30_000;
    while (tellings().size < acknowledged.length * 2 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    client.close();
    expect(await service.stop()).toBe(0);
    expect(acknowledged.length).toBeGreaterThan(50);
    const told = fake.told().filter(({ idAgendamento }) => acknowledged.includes(idAgendamento));
    expect(told).toHaveLength(acknowledged.length * 2);
  } finally {
    await fake.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
