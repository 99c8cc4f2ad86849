import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runLogs } from './run-logs.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trilha-logs-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly complaints: string;
}

const logs = async (...args: readonly string[]): Promise<Ran> => {
  const ran = { code: 0, out: '', complaints: '' };
  ran.code = await runLogs(args, {
    env: { INIT_CWD: folder, DATA__DIR: folder },
    now: new Date('2026-03-02T12:00:00Z'),
    print: (text) => {
      ran.out += text;
    },
    complain: (text) => {
      ran.complaints += text;
    },
  });
  return ran;
};

interface LineFields {
  readonly [name: string]: unknown;
}

const call = (service: string, method: string, fields: LineFields = {}): string =>
  JSON.stringify({
    level: 30,
    time: '2026-03-02T12:00:00.100Z',
    service,
    event: 'grpc_request_completed',
    method: `/trilha.${service}.v1.S/${method}`,
    correlation_id: 'c-1',
    duration_ms: 10,
    status: 'OK',
    ...fields,
  });

const write = async (name: string, ...lines: readonly string[]): Promise<void> =>
  writeFile(join(folder, name), `${lines.join('\n')}\n`);

it('counts calls and errors of each method over plain and gzip files', async () => {
  await write('a.log', call('cursos', 'GetCurso'), call('cursos', 'GetCurso', { status: 'NOT_FOUND' }));
  await writeFile(join(folder, 'b.gz'), gzipSync(`${call('midia', 'GetMedia', { duration_ms: 25 })}\n`));
  const { code, out } = await logs('--json', 'a.log', 'b.gz');
  expect(code).toBe(0);
  expect(JSON.parse(out).methods).toEqual([
    {
      service: 'cursos',
      method: '/trilha.cursos.v1.S/GetCurso',
      calls: 2,
      failed: 1,
      errors: { NOT_FOUND: 1 },
      p50Ms: expect.closeTo(10, 0),
      p95Ms: expect.closeTo(10, 0),
      p99Ms: expect.closeTo(10, 0),
      maxMs: 10,
    },
    expect.objectContaining({ service: 'midia', calls: 1, errors: {}, maxMs: 25 }),
  ]);
});

it('counts broken lines and goes on', async () => {
  const cut = call('cursos', 'GetCurso').slice(0, 40);
  await write('a.log', cut, '[]', 'null', '{"time":1}', 'x'.repeat(1_100_000), call('cursos', 'GetCurso'));
  const { code, out } = await logs('--json', 'a.log');
  expect([code, JSON.parse(out).broken, JSON.parse(out).calls]).toEqual([0, 5, 1]);
});

it('reads what there is of a gzip file that was cut, and says so', async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) =>
    call('cursos', 'GetCurso', { peer: `${n * 7_919}` }),
  );
  const zipped = gzipSync(lines.join('\n'));
  await writeFile(join(folder, 'a.gz'), zipped.subarray(0, zipped.length - 100));
  const { code, out, complaints } = await logs('--json', 'a.gz');
  expect(code).toBe(1);
  expect(complaints).toContain('a.gz: unexpected end of file');
  expect(JSON.parse(out).calls).toBeGreaterThan(1_000);
});

it('reads the logs of the data folder, rotated ones too, and each once', async () => {
  await mkdir(join(folder, 'logs'));
  await write('logs/cursos.log', call('cursos', 'GetCurso'));
  await write('logs/cursos.log.1', call('cursos', 'GetCurso'));
  await link(join(folder, 'logs/cursos.log.1'), join(folder, 'logs/cursos.log.2'));
  await writeFile(join(folder, 'logs/cursos.log.3.gz'), gzipSync(call('cursos', 'GetCurso')));
  await write('logs/notes.txt', call('cursos', 'GetCurso'));
  const { out } = await logs('--json');
  expect(JSON.parse(out).calls).toBe(3);
});

it('counts --since back from now', async () => {
  await write('a.log', call('cursos', 'A', { time: '2026-03-02T11:49:59.999Z' }), call('cursos', 'B'));
  const { out } = await logs('--json', '--since', '10m', 'a.log');
  expect(JSON.parse(out).calls).toBe(1);
});

it('leaves out what is older than --since, and other services than --service', async () => {
  await write(
    'a.log',
    call('cursos', 'A', { time: '2026-03-02T11:59:59.999Z' }),
    call('cursos', 'B'),
    call('midia', 'C'),
  );
  const { out } = await logs('--json', '--since', '2026-03-02T12:00:00Z', '--service', 'cursos', 'a.log');
  expect(JSON.parse(out).methods.map(({ method }: { method: string }) => method)).toEqual([
    '/trilha.cursos.v1.S/B',
  ]);
});

it('finds what failed first, through the services and in whatever order files are read', async () => {
  const gateway = {
    level: 30,
    time: '2026-03-02T12:00:00.120Z',
    service: 'gateway',
    event: 'http_request_completed',
    method: 'POST',
    path: '/v1/duvidas',
    correlation_id: 'c-1',
    duration_ms: 40,
    status: 'INTERNAL',
  };
  await write('a.log', JSON.stringify(gateway));
  await write('b.log', call('cursos', 'Ask', { time: '2026-03-02T12:00:00.110Z', status: 'INTERNAL' }));
  const err = { type: 'TypeError', message: 'x is undefined', stack: '…' };
  await write('c.log', call('chatbot', 'Resolve', { status: 'INTERNAL', err }));
  const { out } = await logs('--json', 'a.log', 'b.log', 'c.log');
  const [cause] = JSON.parse(out).causes;
  expect(cause.requests).toBe(1);
  expect([cause.first.service, cause.first.why]).toEqual(['chatbot', 'TypeError: x is undefined']);
  expect([cause.seenAs.service, cause.seenAs.method]).toEqual(['gateway', 'POST /v1/duvidas']);
});

it('follows one request as a tree, and says where it failed first', async () => {
  await write(
    'a.log',
    call('gateway', 'unused', { correlation_id: 'other' }),
    JSON.stringify({
      level: 30,
      time: '2026-03-02T12:00:00.141Z',
      service: 'gateway',
      event: 'http_request_completed',
      method: 'POST',
      path: '/v1/duvidas',
      correlation_id: 'c-1',
      duration_ms: 41,
      status: 'UNAVAILABLE',
    }),
  );
  await write(
    'b.log',
    call('cursos', 'Ask', { time: '2026-03-02T12:00:00.140Z', duration_ms: 38, status: 'UNAVAILABLE' }),
  );
  await write(
    'c.log',
    call('chatbot', 'Resolve', {
      time: '2026-03-02T12:00:00.135Z',
      duration_ms: 20,
      via: 'cursos',
      status: 'UNAVAILABLE',
    }),
    call('midia', 'Get', { time: '2026-03-02T12:00:00.112Z', duration_ms: 5, via: 'cursos' }),
  );
  const { out, code } = await logs('--correlation', 'c-1', 'c.log', 'b.log', 'a.log');
  expect(code).toBe(0);
  expect(out).toBe(`c-1: 4 calls in 4 services, from 2026-03-02T12:00:00.100Z
gateway POST /v1/duvidas  UNAVAILABLE  41.0 ms  +0 ms
└─ cursos S/Ask  UNAVAILABLE  38.0 ms  +2 ms
   ├─ midia S/Get  OK  5.00 ms  +7 ms
   └─ chatbot S/Resolve  UNAVAILABLE  20.0 ms  +15 ms
failed first at chatbot S/Resolve UNAVAILABLE
`);
});

it('prints a record a method as CSV', async () => {
  await write('a.log', call('cursos', 'A'));
  const [head, row] = (await logs('--csv', 'a.log')).out.split('\r\n');
  expect(head).toBe('service,method,calls,errors,p50_ms,p95_ms,p99_ms,max_ms,errors_by_code');
  expect(row).toMatch(/^cursos,\/trilha\.cursos\.v1\.S\/A,1,0,/);
});

it.each([
  [['--since', 'gestern'], '--since: got "gestern", takes a time such as 90s'],
  [['--json', '--csv'], '--json and --csv exclude each other'],
  [['--slowest', '-1'], "Option '--slowest' argument is ambiguous"],
  [['--until', '1'], "Unknown option '--until'"],
])(
  'refuses %j with exit code 2',
  async (args, message) => {
    const { code, complaints } = await logs(...args);
    expect([code, complaints]).toEqual([2, expect.stringContaining(message)]);
  },
  60_000,
);

it('says so when no line has the correlation id', async () => {
  await write('a.log', call('cursos', 'A'));
  const { code, complaints } = await logs('--correlation', 'none', 'a.log');
  expect([code, complaints]).toEqual([1, 'no line has the correlation id "none"\n']);
});
