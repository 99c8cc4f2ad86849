import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatbotServiceService, ResolveDuvidaRequest } from '@trilha/proto-gen/chatbot';
import { type Client, createClient } from '@trilha/service-kit';
import { spawnService, testClientConfig } from '@trilha/service-kit/testing';
import { FakeInsights } from './support/fake-insights.js';

type Chatbot = Client<typeof ChatbotServiceService>;

let dataDir: string;
let insights: FakeInsights;
/** Ids of the answers that a caller got. */
let acknowledged: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chatbot-'));
  acknowledged = [];
  insights = new FakeInsights();
  await insights.open();
});

afterEach(async () => {
  await insights.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start() {
  const env = { INSIGHTS__TARGET: insights.target, GEMINI_API_KEY: '' };
  const service = await spawnService('chatbot', { dataDir, env });
  const client = createClient(ChatbotServiceService, service.target, {
    ...testClientConfig,
    name: 'chatbot',
    authorize: service.authorize,
  });
  return { service, client };
}

/** Asks many questions at once and kills the service in the middle of them. */
async function askAndKill(killAfter: number): Promise<void> {
  const { service, client } = await start();
  const before = acknowledged.length;
  await Promise.allSettled(
    Array.from({ length: 300 }, async (_, i) => {
      const { resposta } = await client.resolveDuvida(
        ResolveDuvidaRequest.fromPartial({
          aulaContexto: 'A raiz absorve água do solo.',
          duvida: `O que a raiz absorve? (${i})`,
          idUsuario: 'aluno-1',
        }),
      );
      acknowledged.push(resposta?.idInteracao ?? '');
      if (acknowledged.length === before + killAfter) service.process.kill('SIGKILL');
    }),
  );
  await service.kill();
  client.close();
}

async function historyOf(client: Chatbot): Promise<string[]> {
  const ids: string[] = [];
  for (let pageToken = '', first = true; first || pageToken !== ''; first = false) {
    const request = { idUsuario: 'aluno-1', idConversa: '', pageSize: 100, pageToken };
    const page = await client.listInteracoes(request);
    ids.push(...page.interacoes.map(({ id }) => id));
    pageToken = page.nextPageToken;
  }
  return ids;
}

it('has every acknowledged answer after kill -9, and reports each once when insights is there again', async () => {
  await insights.close();
  for (const killAfter of [50, 90, 130]) await askAndKill(killAfter);
  await insights.open();
  const { service, client } = await start();
  const history = await historyOf(client);
  expect(acknowledged.length).toBeGreaterThanOrEqual(270);
  expect(history).toEqual(expect.arrayContaining(acknowledged));
  await insights.until(() => insights.kept.size === history.length);
  client.close();
  expect(await service.stop()).toBe(0);
  const received = insights.received.map(({ idInteracao }) => idInteracao);
  expect(received.sort()).toEqual(history.sort());
});

it('loses no measure when it is killed while it reports', async () => {
  for (const killAfter of [60, 100]) await askAndKill(killAfter);
  const { service, client } = await start();
  const history = await historyOf(client);
  await insights.until(() => insights.kept.size === history.length);
  client.close();
  expect(await service.stop()).toBe(0);
  expect(history).toEqual(expect.arrayContaining(acknowledged));
  expect([...insights.kept.keys()].sort()).toEqual(history.sort());
});
