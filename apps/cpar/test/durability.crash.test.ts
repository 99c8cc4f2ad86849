import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agendamento, CparServiceService, Disponibilidade } from '@trilha/proto-gen/cpar';
import { createClient } from '@trilha/service-kit';
import { spawnService, testClientConfig } from '@trilha/service-kit/testing';
import { startFakeNotificacoes } from './fake-notificacoes.js';

const HORA_MS = 3_600_000;
const connect = (target: string) =>
  createClient(CparServiceService, target, { ...testClientConfig, name: 'cpar' });

it('has every acknowledged appointment after kill -9, and tells both of each', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'cpar-'));
  const fake = await startFakeNotificacoes();
  const env = { NOTIFICACOES__TARGET: fake.target };
  const first = Math.ceil(Date.now() / HORA_MS) * HORA_MS + 48 * HORA_MS;
  try {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const service = await spawnService('cpar', { dataDir, env });
      const client = connect(service.target);
      const semana = [1, 2, 3, 4, 5, 6, 7].map((diaSemana) => ({
        diaSemana,
        faixa: { inicio: '00:00', fim: '24:00' },
      }));
      const disponibilidade = Disponibilidade.fromPartial({ idProfessor: 'ana', horariosSemanais: semana });
      await client.setDisponibilidade({ disponibilidade });
      await Promise.allSettled(
        Array.from({ length: 60 }, async (_, i) => {
          const inicio = first + (round * 60 + i) * HORA_MS;
          const agendamento = Agendamento.fromPartial({
            idProfessor: 'ana',
            idAluno: `aluno-${round}-${i}`,
            inicio: new Date(inicio),
            fim: new Date(inicio + HORA_MS),
          });
          acknowledged.push((await client.createAgendamento({ agendamento, requestId: '' })).id);
          if (acknowledged.length % 25 === 0) service.process.kill('SIGKILL');
        }),
      );
      await service.kill();
      client.close();
    }
    const service = await spawnService('cpar', { dataDir, env });
    const client = connect(service.target);
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
