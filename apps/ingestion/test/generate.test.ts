import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import { observarPasta } from '../src/adapters/observar-pasta.js';
import { Cena } from './cena.js';

// Processes start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const cena = new Cena();
let pasta: string;
beforeEach(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'generate-'));
});
afterEach(async () => {
  await cena.terminar();
  await rm(pasta, { recursive: true, force: true });
});

/** A command-line tool from its sources, as if its command had been typed in the folder of the test. */
function rodar(ferramenta: string, args: readonly string[], ver: (child: ChildProcess) => void = () => {}) {
  return new Promise<{ codigo: number | null; sinal: string | null; saida: string; erros: string }>(
    (resolve) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', `apps/ingestion/src/${ferramenta}.cli.ts`, ...args],
        {
          cwd: workspaceRoot(),
          env: { ...process.env, INIT_CWD: pasta, DATA__DIR: pasta },
          maxBuffer: 1 << 28,
        },
        (_erro, saida, erros) => resolve({ codigo: child.exitCode, sinal: child.signalCode, saida, erros }),
      );
      ver(child);
    },
  );
}
const generate = (...args: string[]) => rodar('generate', args);

describe('ingestion:generate', () => {
  it('writes the same bytes for the same seed, to a file as to standard output, and others for another', async () => {
    const tamanho = ['--clients', '50', '--events', '2000'];
    const [a, b, c] = await Promise.all([
      generate(...tamanho, '--seed', '7', '--out', 'a.jsonl'),
      generate(...tamanho, '--seed', '7'),
      generate(...tamanho, '--seed', '8'),
    ]);
    expect([a.codigo, b.codigo, c.codigo]).toEqual([0, 0, 0]);
    expect(await readFile(join(pasta, 'a.jsonl'), 'utf8')).toBe(b.saida);
    expect(b.saida.trimEnd().split('\n')).toHaveLength(2_100);
    expect(c.saida).not.toBe(b.saida);
  });

  it('writes a file that a watched folder gives to the service whole, labels after what they are about', async () => {
    const servico = await cena.abrir();
    const entrada = join(pasta, 'entrada');
    await mkdir(entrada);
    const { codigo } = await generate(
      ...['--clients', '50', '--events', '2000', '--out', 'entrada/eventos.csv', '--truth', 'verdade.csv'],
    );
    expect([codigo, await readdir(entrada)]).toEqual([0, ['eventos.csv']]);
    const avisos: string[] = [];
    let lido = (): void => {};
    const fim = new Promise<void>((resolve) => {
      lido = resolve;
    });
    const diario = await servico.armazem.abrirDiario(() => {});
    const observador = await observarPasta({
      ...{ pasta: entrada, folder: join(pasta, 'estado'), diario, pollMs: 10, settleMs: 0 },
      esperarVez: async () => {},
      agoraMs: () => servico.clock.now().getTime(),
      avisar: (mensagem) => {
        avisos.push(mensagem);
        if (mensagem.includes('was read')) lido();
      },
    });
    await fim;
    await observador.close();
    expect(avisos).toEqual([expect.stringContaining('2100 lines')]);
    expect(servico.armazem.log.end).toBe(2_100);
    const verdades = (await readFile(join(pasta, 'verdade.csv'), 'utf8')).trimEnd().split('\n').slice(1);
    expect(verdades.length).toBeGreaterThan(1_500);
  });

  it('sends the same events to a server', async () => {
    const { client } = await cena.abrir();
    const { codigo, saida } = await generate(
      ...['--clients', '50', '--events', '500', '--server', client.$target, '--token', 'qualquer'],
    );
    expect([codigo, saida]).toEqual([0, expect.stringContaining('500 de 500 eventos aceitos')]);
    const { saida: linhas } = await generate('--clients', '50', '--events', '500');
    const { event_id: eventId } = JSON.parse(linhas.trimEnd().split('\n').at(-1) as string) as {
      event_id: string;
    };
    expect(await client.getEvent({ eventId })).toMatchObject({ eventId });
    expect((await client.getPipelineStatus({})).confirmados).toBe(600n);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const { codigo } = await rodar('generate', ['--events', '100000000', '--out', 'a.jsonl'], (child) => {
      // Its first sign of life: it is writing.
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect([codigo, await readdir(pasta)]).toEqual([130, []]);
  });

  it('ends in peace when whoever reads has had enough', async () => {
    const { codigo, erros } = await rodar('generate', ['--events', '100000'], (child) => {
      child.stdout?.once('data', () => child.stdout?.destroy());
    });
    expect([codigo, erros]).toEqual([0, expect.not.stringContaining('EPIPE')]);
  });

  it.each([
    [['--clients', '0'], '--clients: veio "0", aceita um inteiro de 1 a 1000000'],
    [['--out', 'a.txt'], '--out: veio "a.txt", aceita ARQUIVO.jsonl, ARQUIVO.csv ou -'],
    [['--only', 'cliente,loja'], '--only: veio "loja", aceita cliente, score, transacao, rotulo'],
    [['--start', 'ontem'], '--start: veio "ontem", aceita um dia AAAA-MM-DD'],
    [['--server', 'h:1', '--out', 'a.csv'], '--out: só sem --server'],
    [['--out', 'nada/a.csv'], 'ENOENT'],
    [['--nada'], "Unknown option '--nada'"],
  ])('refuses %j, naming what it can not take', async (args, mensagem) => {
    const { codigo, erros } = await generate(...args);
    expect([codigo, erros]).toEqual([2, expect.stringContaining(mensagem)]);
  });
});

describe('ingestion:simulate', () => {
  it.each([
    [['--mode', 'rest'], '--mode: veio "rest", aceita um de unary, batch, stream'],
    [['--rate', '0'], '--rate: veio "0", aceita max ou um número acima de 0'],
    [['--instance', 'a,b'], '--instance: veio "a,b", aceita até 32 caracteres'],
    [['--server', 'aqui'], '--server: veio "aqui", aceita host:porta'],
    [['--duplicates', '2'], '--duplicates: veio "2", aceita um número de 0 a 1'],
    [['--clients', '1', '--events', '10000000'], 'dê mais clientes em --clients'],
    [['--setup-only', '--no-setup'], '--setup-only e --no-setup: um ou outro'],
  ])('refuses %j, naming what it can not take', async (args, mensagem) => {
    const { codigo, erros } = await rodar('simulate', args);
    expect([codigo, erros]).toEqual([2, expect.stringContaining(mensagem)]);
  });

  it('fails when no server answers, and says so for people and for machines', async () => {
    const args = ['--server', '127.0.0.1:1', '--give-up-after', '0.2', '--clients', '2', '--events', '5'];
    const { codigo, saida } = await rodar('simulate', [...args, '--json']);
    expect([codigo, JSON.parse(saida)]).toEqual([
      1,
      expect.objectContaining({ aceitos: 0, naoEnviados: 5, naoConfirmados: 4, erros: { UNAVAILABLE: 4 } }),
    ]);
    const { saida: texto } = await rodar('simulate', args);
    expect(texto).toContain('SEM CONFIRMAÇÃO: 4 (UNAVAILABLE 4)');
  });
});

it.each(['generate', 'simulate', 'print-server'])('ingestion:%s explains itself', async (nome) => {
  const { codigo, saida } = await rodar(nome, ['--help']);
  expect([codigo, saida]).toEqual([0, expect.stringContaining(`npx nx run ingestion:${nome} -- `)]);
});

it('ingestion:print-server serves until it is told to end, without a data folder', async () => {
  let child: ChildProcess | undefined;
  const fim = rodar('print-server', ['--port', '0'], (um) => {
    child = um;
  });
  const [linha] = (await once((child as ChildProcess).stdout as NodeJS.ReadableStream, 'data')) as [string];
  const porta = /escutando em 127\.0\.0\.1:(\d+)/.exec(linha)?.[1];
  const { codigo } = await rodar('simulate', [
    ...['--server', `127.0.0.1:${porta}`, '--clients', '2', '--events', '40', '--token', 'qualquer'],
  ]);
  expect(codigo).toBe(0);
  child?.kill('SIGTERM');
  const { codigo: fechado, saida } = await fim;
  expect(fechado).toBe(0);
  expect(saida.match(/IngestClients /g)).toHaveLength(1);
  expect(saida.match(/IngestTransactions /g)).toHaveLength(1);
  expect(await readdir(pasta)).toEqual([]);
});
