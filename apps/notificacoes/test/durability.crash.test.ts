import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotificacoesServiceService, SendNotificationRequest } from '@trilha/proto-gen/notificacoes';
import { createClient } from '@trilha/service-kit';
import { type SpawnedService, spawnService, testClientConfig } from '@trilha/service-kit/testing';

const connect = ({ target, authorize }: SpawnedService) =>
  createClient(NotificacoesServiceService, target, { ...testClientConfig, name: 'notificacoes', authorize });

it('loses nothing and repeats nothing per key after kill -9 in the middle of delivery', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'notificacoes-'));
  const received = new Map<string, number>();
  const receiver = createServer((request, response) => {
    const id = String(request.headers['webhook-id']);
    received.set(id, (received.get(id) ?? 0) + 1);
    request.resume().on('end', () => setTimeout(() => response.writeHead(204).end(), 5));
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const env = {
    WEBHOOK__URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    WEBHOOK__SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
    DELIVERY__TIMEOUT: '0.5',
  };
  const sent = (key: string) =>
    SendNotificationRequest.fromPartial({
      idUsuario: 'aluno-1',
      titulo: key,
      mensagem: 'Olá',
      requestId: key,
    });
  try {
    const keys = Array.from({ length: 300 }, (_, i) => `chave-${i}`);
    const acknowledged = new Map<string, string>();
    // Every round sends what is not acknowledged yet, as a caller that retries does.
    for (let round = 0; round < 4; round++) {
      const service = await spawnService('notificacoes', { dataDir, env });
      const client = connect(service);
      const killAt = acknowledged.size + 40 + round * 25;
      await Promise.allSettled(
        keys.map(async (key) => {
          const { id } = await client.sendNotification(sent(key));
          expect(acknowledged.get(key) ?? id).toBe(id);
          acknowledged.set(key, id);
          if (acknowledged.size === killAt) service.process.kill('SIGKILL');
        }),
      );
      await service.kill();
      client.close();
    }
    const service = await spawnService('notificacoes', { dataDir, env });
    const client = connect(service);
    for (const key of keys) {
      const { id } = await client.sendNotification(sent(key));
      expect(acknowledged.get(key) ?? id).toBe(id);
    }
    const titles: string[] = [];
    const deliveries: string[] = [];
    for (let pageToken = '', first = true; first || pageToken !== ''; first = false) {
      const request = { idUsuario: 'aluno-1', somenteNaoLidas: false, pageSize: 100, pageToken };
      const page = await client.listNotificacoes(request);
      for (const { titulo, entregas } of page.notificacoes) {
        titles.push(titulo);
        deliveries.push(entregas.at(-1)?.id ?? '');
      }
      pageToken = page.nextPageToken;
    }
    expect(titles.sort()).toEqual([...keys].sort());
    // Leases of the killed processes run out, and what they had taken goes out again under the same id.
    const until = Date.now() + 60_000;
    while (deliveries.some((id) => !received.has(id)) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(deliveries.filter((id) => !received.has(id))).toEqual([]);
    client.close();
    expect(await service.stop()).toBe(0);
  } finally {
    receiver.closeAllConnections();
    receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
