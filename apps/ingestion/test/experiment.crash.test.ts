import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pausa } from 'node:timers/promises';
import { workspaceRoot } from '@trilha/service-kit';
import { spawnService } from '@trilha/service-kit/testing';
import type { Sumario } from '../src/experimento/analise/sumario.js';
import { filhosDe } from '../src/experimento/conducao/tempo-de-cpu.js';

/** As little as shows every part; on a slow machine the runs take longer, and none of them fails for it. */
const PEQUENO = ['--repeats', '1', '--warmup', '0.2', '--seconds', '1.5', '--clients', '5'];
/** Whole experiments, on machines that may be slow. */
jest.setTimeout(300_000);

const CABECALHO = 'event_id,tipo,instancia,timestamp_previsto,timestamp_envio,timestamp_resposta,resultado';

let pasta: string;
const processos: ChildProcess[] = [];
beforeEach(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'experimento-'));
});
afterEach(async () => {
  for (const processo of processos.splice(0)) processo.kill('SIGKILL');
  await rm(pasta, { recursive: true, force: true });
});

/** A built tool as if its command had been typed in the folder of the test. */
function executar(cli: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const processo = spawn(process.execPath, [`apps/ingestion/dist/${cli}.cli.js`, ...args], {
    cwd: workspaceRoot(),
    env: { ...process.env, INIT_CWD: pasta, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processos.push(processo);
  const textos: string[] = [];
  for (const fluxo of [processo.stdout, processo.stderr]) {
    fluxo?.setEncoding('utf8').on('data', (texto: string) => textos.push(texto));
  }
  const fim = once(processo, 'close');
  return { processo, fim: async () => ({ codigo: (await fim)[0] as number | null, texto: textos.join('') }) };
}

const sumarioEm = async (saida: string): Promise<Sumario> =>
  JSON.parse(await readFile(join(pasta, saida, 'summary.json'), 'utf8')) as Sumario;

const linhasDe = async (arquivo: string): Promise<readonly string[]> =>
  (await readFile(arquivo, 'utf8')).trimEnd().split('\n');

it('measures a server of its own, accounts for every event, and leaves a report and nothing else', async () => {
  const { fim } = executar('experiment', ['--instances', '1,2', '--rates', '150', ...PEQUENO, '--out', 'r']);
  const { codigo, texto } = await fim();
  expect({ codigo, texto }).toMatchObject({ codigo: 0, texto: expect.stringContaining('cada um uma vez') });

  const { contagem, series } = await sumarioEm('r');
  const [serie] = series;
  expect(serie?.fechada.map(({ carga }) => carga.instancias)).toEqual([1, 2]);
  expect(serie?.aberta.map(({ carga }) => carga)).toEqual([
    { tipo: 'aberta', instancias: 2, porSegundo: 150 },
  ]);
  expect(contagem).toMatchObject({ quantasFaltas: 0, alheios: 0, enviados: contagem.finalizados });

  const [cabecalho = '', ...linhas] = await linhasDe(join(pasta, 'r', 'events.csv'));
  expect(linhas.length).toBe(contagem.finalizados);
  expect(new Set(linhas.map((linha) => linha.split(',')[0])).size).toBe(linhas.length);
  const [medido, latencia] = ['medido', 'latencia_ms'].map((nome) => cabecalho.split(',').indexOf(nome));
  const medidas = linhas.map((linha) => linha.split(',')).filter((linha) => linha[medido ?? -1] === '1');
  const quantas = [...(serie?.fechada ?? []), ...(serie?.aberta ?? [])].map(
    (nivel) => nivel.latencia.quantas,
  );
  expect(medidas.length).toBe(quantas.reduce((soma, uma) => soma + uma, 0));
  expect(medidas.every((linha) => Number(linha[latencia ?? -1]) > 0)).toBe(true);

  expect((await readdir(join(pasta, 'r'))).sort()).toEqual(
    [
      ...['etapas', 'latencia', 'latencia-por-taxa', 'percentis', 'processador', 'vazao'].flatMap((nome) => [
        `${nome}.png`,
        `${nome}.svg`,
      ]),
      ...['events.csv', 'report.html', 'report.md', 'summary.json'],
    ].sort(),
  );
});

describe('with logs that were made elsewhere', () => {
  const OUTRO_RELOGIO_MS = 5_000;
  /** As the log of a machine whose clock is behind. */
  const atrasar = (linha: string): string =>
    linha
      .split(',')
      .map((campo, i) => (i >= 3 && i <= 5 ? String(Number(campo) - OUTRO_RELOGIO_MS * 1_000) : campo))
      .join(',');

  it('brings the clocks together, and fails when an event is missing', async () => {
    const dataDir = join(pasta, 'dados');
    const servico = await spawnService('ingestion', { dataDir });
    const comServidor = ['--server', servico.target, '--data', dataDir];
    const taxa = ['--mode', 'stream', '--rate', '300', '--events', '900', '--clients', '5'];
    const comecar = ['--start-at', String(Date.now() + 3_000)];
    const simuladores = ['a', 'b'].map((nome) =>
      executar('simulate', [...comServidor, ...taxa, ...comecar, '--instance', nome, '--log', `${nome}.csv`]),
    );
    for (const { fim } of simuladores) expect((await fim()).codigo).toBe(0);
    const [cabecalho, ...linhas] = await linhasDe(join(pasta, 'b.csv'));
    expect(cabecalho).toBe(CABECALHO);
    await writeFile(join(pasta, 'b.csv'), [cabecalho, ...linhas.map(atrasar)].join('\n'));

    const juntar = ['--merge', 'a.csv', 'b.csv', '--server', servico.target, '--data-dir', dataDir];
    const bom = await executar('experiment', [...juntar, '--warmup', '0.2', '--out', 'bom']).fim();
    expect(bom).toMatchObject({ codigo: 0 });
    const { relogios, series } = await sumarioEm('bom');
    const [deA, deB] = relogios.map(({ diferencaMs }) => diferencaMs) as [number, number];
    const incertezaMs = relogios.reduce((soma, um) => soma + um.incertezaMs, 0);
    expect(Math.abs(deB - deA - OUTRO_RELOGIO_MS)).toBeLessThanOrEqual(incertezaMs);
    expect(series[0]?.aberta[0]?.carga).toMatchObject({ tipo: 'aberta', instancias: 2 });
    expect(series[0]?.aberta[0]?.latencia.maximaMs).toBeLessThan(OUTRO_RELOGIO_MS);

    const inventado = (linhas.at(-1) as string).replace(/^[^,]+/, 'evento-inventado');
    await writeFile(join(pasta, 'a.csv'), `${inventado}\n`, { flag: 'a' });
    const ruim = await executar('experiment', [...juntar, '--warmup', '0.2', '--out', 'ruim']).fim();
    expect(ruim).toMatchObject({
      codigo: 1,
      texto: expect.stringContaining('evento-inventado: aceito, mas nunca finalizado'),
    });
    expect(await readFile(join(pasta, 'ruim', 'report.md'), 'utf8')).toContain('a conta não fecha');
    expect(await servico.stop()).toBe(0);
  });
});

const noLinux = process.platform === 'linux' ? it : it.skip;

noLinux('takes its processes and its folders along when it is interrupted', async () => {
  const { processo, fim } = executar('experiment', ['--instances', '2', ...PEQUENO, '--out', 'r']);
  const pid = processo.pid as number;
  // The server and two simulators.
  while ((filhosDe(pid)?.length ?? 0) < 3) await pausa(50);
  const filhos = filhosDe(pid) ?? [];
  processo.kill('SIGINT');
  expect(await fim()).toMatchObject({ codigo: 130 });
  for (const filho of filhos) expect(() => process.kill(filho, 0)).toThrow('ESRCH');
  expect(await readdir(pasta)).toEqual([]);
});

it('says what it did not understand, and starts nothing', async () => {
  const { codigo, texto } = await executar('experiment', ['--instances', 'muitas']).fim();
  expect({ codigo, texto }).toMatchObject({ codigo: 2, texto: expect.stringContaining('--instances: veio') });
  expect((await executar('experiment', ['--help']).fim()).texto).toContain('nx run ingestion:experiment');
  expect(await readdir(pasta)).toEqual([]);
});
