/** The whole system as a newcomer runs it: launcher, six services, gateway and smoke client, on free ports. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { GRPC_SERVICES, workspaceRoot } from '@trilha/service-kit';

interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly steps: readonly { readonly rpc: string; readonly ok: boolean; readonly error: string }[];
}

let dataDir: string;
let env: NodeJS.ProcessEnv;
let ports: Readonly<Record<string, number>>;
/** Of metrics and probes. */
let probePorts: Readonly<Record<string, number>>;
let launcher: ChildProcess;
const printed: string[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trilha-'));
  const names = [...GRPC_SERVICES, 'gateway'];
  const free = await freePorts(names.length * 2);
  ports = Object.fromEntries(names.map((name, i) => [name, free[i] ?? 0]));
  probePorts = Object.fromEntries(names.map((name, i) => [name, free[names.length + i] ?? 0]));
  env = {
    ...process.env,
    DATA__DIR: dataDir,
    HTTP__PORT: String(ports.gateway),
    GATEWAY__GRPC__SERVER__PORT: '0',
    COMPUTE__PORT: '0',
    ...Object.fromEntries(
      GRPC_SERVICES.map((name) => [`${name.toUpperCase()}__GRPC__SERVER__PORT`, String(ports[name])]),
    ),
    ...Object.fromEntries(
      names.map((name) => [`${name.toUpperCase()}__METRICS__PORT`, String(probePorts[name])]),
    ),
  };
  launcher = spawn(process.execPath, ['--import', 'tsx', 'tools/launcher/main.ts'], {
    cwd: workspaceRoot(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  launcher.stderr?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: launcher.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      printed.push(line);
      if (line.includes('Ctrl-C stops all of them')) resolve();
    });
    launcher.once('exit', (code) =>
      reject(new Error(`the launcher ended with ${code}:\n${printed.join('\n')}`)),
    );
  });
}, 120_000);

afterAll(async () => {
  if (launcher.exitCode === null && launcher.signalCode === null) {
    launcher.kill('SIGTERM');
    await once(launcher, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
}, 30_000);

const smoke = (...args: string[]): Promise<{ code: number; summary: Summary }> =>
  new Promise((resolve) => {
    const command = ['apps/gateway/dist/smoke/smoke.cli.js', '--json', ...args];
    execFile(
      process.execPath,
      command,
      { cwd: workspaceRoot(), env, maxBuffer: 2 ** 26 },
      (error, stdout) => {
        resolve({ code: Number(error?.code ?? 0), summary: JSON.parse(stdout) as Summary });
      },
    );
  });

const failedServices = ({ steps }: Summary): string[] =>
  [...new Set(steps.filter(({ ok }) => !ok).map(({ rpc }) => rpc.split('.')[1] ?? ''))].sort();

/** As a newcomer gets one: `npm run -s token`. */
const tokenOf = (sub: string, role: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const command = ['--import', 'tsx', 'tools/token/main.ts', '--sub', sub, '--role', role];
    execFile(process.execPath, command, { cwd: workspaceRoot(), env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    );
  });

const gateway = (path: string, token?: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${ports.gateway}${path}`, {
    ...init,
    headers: { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  });

it('shows every service as healthy', () => {
  const table = printed.join('\n');
  for (const name of [...GRPC_SERVICES, 'gateway']) {
    expect(table).toMatch(new RegExp(`${name} +\\S*127\\.0\\.0\\.1:${ports[name]} +healthy`));
  }
});

it.each([...GRPC_SERVICES])(
  'publishes metrics of %s, its own among them, and says that it is ready',
  async (name) => {
    const probe = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${probePorts[name]}${path}`);
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
  const token = await tokenOf('aluno-1', 'aluno');
  const response = await gateway('/cursos/tirar_duvida/fotossintese-e-a-vida-das-plantas', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ duvida: 'Por que a folha é verde?' }),
  });
  const { aula, resposta } = (await response.json()) as {
    aula: { id: string };
    resposta: { citacoes: { texto: string; inicio: number; fim: number }[] };
  };
  const lesson = await gateway(`/v1/cursos/fotossintese-e-a-vida-das-plantas/aulas/${aula.id}`, token);
  const { conteudo } = (await lesson.json()) as { conteudo: string };
  expect(aula.id).toBe('a-etapa-fotoquimica');
  for (const { texto, inicio = 0, fim } of resposta.citacoes) expect(conteudo.slice(inicio, fim)).toBe(texto);
  expect(resposta.citacoes.map(({ texto }) => texto).join(' ')).toContain('reflete boa parte do verde');
});

it('leaves one trace over every hop, and nobody by name in a log', async () => {
  const token = await tokenOf('aluna.sigilosa', 'aluno');
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await gateway('/cursos/tirar_duvida/fotossintese-e-a-vida-das-plantas', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    body: JSON.stringify({ duvida: 'Qual pergunta secretíssima é esta?' }),
  });
  const linesOf = (name: string): string => readFileSync(join(dataDir, 'logs', `${name}.log`), 'utf8');
  const hops = ['gateway', 'cursos', 'chatbot'];
  const seen = (): boolean => hops.every((name) => linesOf(name).includes(`"trace_id":"${traceId}"`));
  // Lines reach the file in blocks, half a second late.
  while (!seen()) await pause(50);
  for (const name of [...GRPC_SERVICES, 'gateway']) {
    expect(linesOf(name)).not.toMatch(/sigilosa|secretíssima|eyJ/);
  }
});

it('lets a student see their own data, nobody without a token anything, and no student that of another', async () => {
  const token = await tokenOf('aluno-1', 'aluno');
  const statusOf = async (path: string, withToken?: string): Promise<number> =>
    (await gateway(path, withToken)).status;
  expect(await statusOf('/v1/usuarios/aluno-1/cursos', token)).toBe(200);
  expect(await statusOf('/v1/usuarios/aluno-2/cursos', token)).toBe(403);
  expect(await statusOf('/v1/cartas_mortas', token)).toBe(403);
  expect(await statusOf('/v1/usuarios/aluno-1/cursos')).toBe(401);
  expect(await statusOf('/v1/usuarios/aluno-1/cursos', `${token}x`)).toBe(401);
});

it('goes on without a service that is killed, and the smoke client names what failed', async () => {
  const pid = await pidOf('insights');
  process.kill(pid, 'SIGKILL');
  const { code, summary } = await smoke('--via', 'rest');
  expect(code).toBe(1);
  const insights = summary.steps.filter(({ rpc }) => rpc.includes('.insights.'));
  expect(insights.every(({ ok }) => !ok)).toBe(true);
  // chatbot answers without insights; only reporting to it by hand needs it.
  const others = summary.steps.filter(({ rpc, ok }) => !ok && !rpc.includes('.insights.'));
  expect(others.map(({ rpc }) => rpc.split('/')[1])).toEqual(['RegisterMetrics']);
  expect(failedServices(summary)).toEqual(['chatbot', 'insights']);
  expect((await gateway('/insights')).status).toBe(503);
  expect((await gateway('/cursos')).status).toBe(200);
});

it('stops all of them and frees the ports on SIGTERM', async () => {
  launcher.kill('SIGTERM');
  const [code] = (await once(launcher, 'exit')) as [number | null];
  expect(code).toBe(0);
  for (const port of Object.values(ports)) expect(await listens(port)).toBe(false);
});

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const free = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return free;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new Socket();
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
    socket.connect(port, '127.0.0.1');
  });

/** The launcher's child that runs an app, by the system's own table of processes. */
const pidOf = (name: string): Promise<number> =>
  new Promise((resolve, reject) => {
    execFile('ps', ['-eo', 'pid,ppid,args'], (error, stdout) => {
      const line = stdout
        .split('\n')
        .find(
          (one) =>
            one.includes(`apps/${name}/dist/main.js`) && one.trim().split(/\s+/)[1] === String(launcher.pid),
        );
      if (line === undefined) reject(error ?? new Error(`${name} does not run`));
      else resolve(Number(line.trim().split(/\s+/)[0]));
    });
  });
