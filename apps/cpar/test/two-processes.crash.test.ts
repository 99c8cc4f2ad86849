import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { abrirSempre, marcar, startCpar } from './cpar-process.js';
import { startFakeNotificacoes } from './fake-notificacoes.js';

const HORA_MS = 3_600_000;

it('lets one of 50 racing clients of two processes on one file have a time', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'cpar-'));
  const fake = await startFakeNotificacoes();
  const one = await startCpar(dataDir, fake.target);
  const other = await startCpar(dataDir, fake.target);
  try {
    await abrirSempre(one);
    const first = Math.ceil(Date.now() / HORA_MS) * HORA_MS + 48 * HORA_MS;
    for (let round = 0; round < 6; round++) {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => {
          // Starts differ by less than a length, so that no two can stand together.
          const inicio = first + round * HORA_MS + (i % 3) * 60_000;
          return marcar(i % 2 === 0 ? one : other, inicio, { idAluno: `aluno-${i}` }).then(
            () => 'won',
            (error: { code: status }) => status[error.code],
          );
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'ALREADY_EXISTS')).toHaveLength(49);
    }
  } finally {
    for (const { client, service } of [one, other]) {
      client.close();
      await service.kill();
    }
    await fake.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
