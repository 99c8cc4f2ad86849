import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage } from '@trilha/pipeline';
import { EventIngestionServiceService } from '@trilha/proto-gen/ingestion';
import { createClient } from '@trilha/service-kit';
import { type SpawnedService, spawnService, testClientConfig } from '@trilha/service-kit/testing';
import { pastaDaAnalise, pastaDoLog } from '../src/adapters/abrir-armazem.js';
import { auditar } from '../src/auditoria/auditar.js';
import { transacao } from './exemplos.js';

const ambiente = { INGESTION__PIPELINE__MODE: 'process' };
let dataDir: string;
let servico: SpawnedService;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ingestion-'));
  servico = await spawnService('ingestion', { dataDir, env: ambiente });
});
afterEach(async () => {
  await servico.kill();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

const cliente = () =>
  createClient(EventIngestionServiceService, servico.target, {
    ...testClientConfig,
    name: 'ingestion',
    authorize: servico.authorize,
    defaultTimeoutMs: 60_000,
  });

/** The processes that the service has started and that live: its analysis. */
function filhos(pai: number): readonly number[] {
  const linhas = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return linhas.flatMap((linha) => {
    const [pid, ppid, estado = ''] = linha.trim().split(/\s+/);
    return Number(ppid) === pai && !estado.startsWith('Z') ? [Number(pid)] : [];
  });
}

const vive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('goes on storing while its analysis is killed again and again, and analyses all in the end', async () => {
  const client = cliente();
  const mortas: number[] = [];
  for (let lote = 0; lote < 30; lote++) {
    const itens = Array.from({ length: 200 }, (_, i) => transacao({ eventId: `t-${lote}-${i}` }));
    const { aceitos } = await client.ingestTransactions({ batchId: '', itens });
    expect(aceitos).toBe(200);
    if (lote % 8 !== 4) continue;
    for (const pid of filhos(servico.process.pid as number)) {
      process.kill(pid, 'SIGKILL');
      mortas.push(pid);
    }
  }
  // Some were killed, or nothing was tried; the last is back when nothing is pending.
  expect(mortas.length).toBeGreaterThan(0);
  for (;;) {
    const status = await client.getPipelineStatus({}).catch(({ code }: { code?: string }) => code);
    if (typeof status === 'object' && status.pendentes === 0n) break;
  }
  client.close();
  expect(await servico.stop()).toBe(0);
  const folder = join(dataDir, 'ingestion');
  const laudo = await auditar({
    pastaDoLog: await FolderStorage.open(pastaDoLog(folder)),
    pastaDaAnalise: await FolderStorage.open(pastaDaAnalise(folder)),
  });
  expect(laudo).toMatchObject({ confirmados: 6_000, finalizados: 6_000, pendentes: 0, problemas: [] });
}, 120_000);

it('leaves no analysis behind when the service is killed', async () => {
  const [pid = 0] = filhos(servico.process.pid as number);
  expect(vive(pid)).toBe(true);
  await servico.kill();
  while (vive(pid)) await new Promise((resolve) => setImmediate(resolve));
  servico = await spawnService('ingestion', { dataDir, env: ambiente });
  expect(filhos(servico.process.pid as number)).toHaveLength(1);
});
