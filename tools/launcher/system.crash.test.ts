/** The whole system as a newcomer runs it: launcher, services, gateway and smoke client, on free ports. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GRPC_SERVICES, workspaceRoot } from '@trilha/service-kit';
import { type RunningSystem, startSystem } from './testing/start-system.js';

interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly steps: readonly { readonly rpc: string; readonly ok: boolean; readonly error: string }[];
}

let system: RunningSystem;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trilha-list-'));
  // What crashes stays away, so that the tests see how the others go on.
  const list = JSON.parse(readFileSync(join(workspaceRoot(), 'tools/launcher/services.json'), 'utf8'));
  const services = join(folder, 'services.json');
  await writeFile(services, JSON.stringify({ ...list, restart: { ...list.restart, limit: 0 } }));
  system = await startSystem(['--services', services]);
}, 120_000);

afterAll(async () => {
  await system.remove();
  await rm(folder, { recursive: true });
}, 60_000);

const smoke = (...args: string[]): Promise<{ code: number; summary: Summary }> =>
  new Promise((resolve) => {
    const command = ['apps/gateway/dist/smoke/smoke.cli.js', '--json', ...args];
    execFile(
      process.execPath,
      command,
      { cwd: workspaceRoot(), env: system.env, maxBuffer: 2 ** 26 },
      (error, stdout) => {
        resolve({ code: Number(error?.code ?? 0), summary: JSON.parse(stdout) as Summary });
      },
    );
  });

const failedServices = ({ steps }: Summary): string[] =>
  [...new Set(steps.filter(({ ok }) => !ok).map(({ rpc }) => rpc.split('.')[1] ?? ''))].sort();

it('shows every service as healthy', () => {
  const table = system.printed.join('\n');
  for (const name of [...GRPC_SERVICES, 'gateway'] as const) {
    expect(table).toMatch(new RegExp(`${name} +\\S*127\\.0\\.0\\.1:${system.ports[name]} +healthy`));
  }
});

it.each([...GRPC_SERVICES])(
  'publishes metrics of %s, its own among them, and says that it is ready',
  async (name) => {
    const probe = (path: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${system.probePorts[name]}${path}`);
    const text = await (await probe('/metrics')).text();
    expect(text).toMatch(new RegExp(`^trilha_${name}_\\w+ \\d+$`, 'm'));
    expect(text).toMatch(/^grpc_server_handled_total\{[^}]*grpc_code="OK"\} \d+$/m);
    expect(await (await probe('/readyz')).json()).toEqual({ ready: true, reasons: [] });
  },
);

it('passes the smoke client, every RPC by REST and by gRPC', async () => {
  const { code, summary } = await smoke();
  expect(summary.steps.filter(({ ok }) => !ok)).toEqual([]);
  expect(summary.passed).toBeGreaterThan(130);
  expect(code).toBe(0);
});

it('answers a question about a seeded lesson with words of that lesson', async () => {
  const token = await system.tokenOf('aluno-1', 'aluno');
  const response = await system.gateway('/cursos/tirar_duvida/fotossintese-e-a-vida-das-plantas', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ duvida: 'Por que a folha é verde?' }),
  });
  const { aula, resposta } = (await response.json()) as {
    aula: { id: string };
    resposta: { citacoes: { texto: string; inicio: number; fim: number }[] };
  };
  const lesson = await system.gateway(`/v1/cursos/fotossintese-e-a-vida-das-plantas/aulas/${aula.id}`, token);
  const { conteudo } = (await lesson.json()) as { conteudo: string };
  expect(aula.id).toBe('a-etapa-fotoquimica');
  for (const { texto, inicio = 0, fim } of resposta.citacoes) expect(conteudo.slice(inicio, fim)).toBe(texto);
  expect(resposta.citacoes.map(({ texto }) => texto).join(' ')).toContain('reflete boa parte do verde');
});

it('leaves one trace over every hop, and nobody by name in a log', async () => {
  const token = await system.tokenOf('aluna.sigilosa', 'aluno');
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await system.gateway('/cursos/tirar_duvida/fotossintese-e-a-vida-das-plantas', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    body: JSON.stringify({ duvida: 'Qual pergunta secretíssima é esta?' }),
  });
  const linesOf = (name: string): string => readFileSync(join(system.dataDir, 'logs', `${name}.log`), 'utf8');
  const hops = ['gateway', 'cursos', 'chatbot'];
  const seen = (): boolean => hops.every((name) => linesOf(name).includes(`"trace_id":"${traceId}"`));
  // Lines reach the file in blocks, half a second late.
  while (!seen()) await pause(50);
  for (const name of [...GRPC_SERVICES, 'gateway']) {
    expect(linesOf(name)).not.toMatch(/sigilosa|secretíssima|eyJ/);
  }
});

it('lets a student see their own data, nobody without a token anything, and no student that of another', async () => {
  const token = await system.tokenOf('aluno-1', 'aluno');
  const statusOf = async (path: string, withToken?: string): Promise<number> =>
    (await system.gateway(path, withToken)).status;
  expect(await statusOf('/v1/usuarios/aluno-1/cursos', token)).toBe(200);
  expect(await statusOf('/v1/usuarios/aluno-2/cursos', token)).toBe(403);
  expect(await statusOf('/v1/cartas_mortas', token)).toBe(403);
  expect(await statusOf('/v1/usuarios/aluno-1/cursos')).toBe(401);
  expect(await statusOf('/v1/usuarios/aluno-1/cursos', `${token}x`)).toBe(401);
});

/** A command of this repository, as npm runs it. */
const tool = (name: string, ...args: readonly string[]): Promise<{ code: number; stdout: string }> =>
  new Promise((resolve) => {
    const command = ['--import', 'tsx', `tools/${name}/main.ts`, ...args];
    const options = { cwd: workspaceRoot(), env: system.env, maxBuffer: 2 ** 26 };
    execFile(process.execPath, command, options, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), stdout }),
    );
  });

it('shows every service, with the pipeline, in the monitor', async () => {
  const { code, stdout } = await tool('monitor', '--once', '--json');
  const { services } = JSON.parse(stdout) as {
    services: { name: string; state: string; pipeline?: object }[];
  };
  expect(services.map(({ state }) => state)).toEqual(services.map(() => 'SERVING'));
  expect(services.find(({ name }) => name === 'ingestion')?.pipeline).toMatchObject({ pending: 0 });
  expect(code).toBe(0);
});

it('tells the same at /status, to anybody', async () => {
  const page = (await (await system.gateway('/status')).json()) as {
    traffic: { callsPerSecond: number };
    services: Record<string, { traffic?: { callsPerSecond: number }; figures?: Record<string, number> }>;
  };
  expect(page.traffic.callsPerSecond).toBeGreaterThan(0);
  for (const name of GRPC_SERVICES) {
    expect([name, page.services[name]?.traffic?.callsPerSecond]).toEqual([name, expect.any(Number)]);
  }
  expect(page.services.ingestion?.figures).toMatchObject({
    pendentes: 0,
    registros: expect.any(Number),
    recebidos_por_segundo: expect.any(Number),
    modelo_rotulos: expect.any(Number),
  });
});

it('follows one request through the logs of all services', async () => {
  const token = await system.tokenOf('aluno-1', 'aluno');
  const correlationId = 'pedido-seguido-de-ponta-a-ponta';
  await system.gateway('/cursos/tirar_duvida/fotossintese-e-a-vida-das-plantas', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-correlation-id': correlationId },
    body: JSON.stringify({ duvida: 'Por que a folha é verde?' }),
  });
  let tree = '';
  // Lines reach the files in blocks, half a second late.
  while (!['gateway POST', '└─ cursos', 'chatbot'].every((part) => tree.includes(part))) {
    tree = (await tool('logs', '--correlation', correlationId)).stdout;
  }
  expect(tree).toMatch(/^gateway POST .* OK .*\n└─ cursos CursosService\/AskQuestion {2}OK/m);
  expect(tree).toMatch(/^ {3}└─ chatbot ChatbotService\/ResolveDuvida {2}OK/m);
});

it('goes on without a service that is killed, and the smoke client names what failed', async () => {
  const pid = await system.pidOf('insights');
  process.kill(pid, 'SIGKILL');
  const { code, summary } = await smoke('--via', 'rest');
  expect(code).toBe(1);
  const insights = summary.steps.filter(({ rpc }) => rpc.includes('.insights.'));
  expect(insights.every(({ ok }) => !ok)).toBe(true);
  // chatbot answers without insights; only reporting to it by hand needs it.
  const others = summary.steps.filter(({ rpc, ok }) => !ok && !rpc.includes('.insights.'));
  expect(others.map(({ rpc }) => rpc.split('/')[1])).toEqual(['RegisterMetrics']);
  expect(failedServices(summary)).toEqual(['chatbot', 'insights']);
  expect((await system.gateway('/insights')).status).toBe(503);
  expect((await system.gateway('/cursos')).status).toBe(200);
});

it('says that a service that crashed too often is left alone, and what to do', () => {
  expect(system.printed.join('\n')).toMatch(/insights ended with SIGKILL, once too often: .* npm run logs/);
});

it('stops all of them and frees the ports on SIGTERM', async () => {
  expect(await system.stop()).toBe(0);
  for (const port of Object.values(system.ports)) expect(await listens(port)).toBe(false);
});

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new Socket();
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
    socket.connect(port, '127.0.0.1');
  });
