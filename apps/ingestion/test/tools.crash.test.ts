import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorImage } from '@trilha/proto-gen';
import { workspaceRoot } from '@trilha/service-kit';
import { spawnService } from '@trilha/service-kit/testing';
import { abrirArmazem } from '../src/adapters/abrir-armazem.js';
import { observarPasta } from '../src/adapters/observar-pasta.js';
import type { Resumo } from '../src/simulador/resumo.js';
import { Cena } from './cena.js';
import { acharPython, clientePython, itComPython } from './python.js';
import { arquivosDe } from './start-ingestion.js';

const python = acharPython();
const itPython = itComPython(python);
const cena = new Cena();
let pasta: string;
beforeEach(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'generate-'));
});
afterEach(async () => {
  await cena.terminar();
  await rm(pasta, { recursive: true, force: true });
});

/** A built command-line tool, as if its command had been typed in the folder of the test. */
function rodar(
  ferramenta: string,
  args: readonly string[],
  ver: (child: ChildProcess) => void = () => {},
  env: Readonly<Record<string, string>> = {},
) {
  return new Promise<{ codigo: number | null; sinal: string | null; saida: string; erros: string }>(
    (resolve) => {
      const child = execFile(
        process.execPath,
        [`apps/ingestion/dist/${ferramenta}.cli.js`, ...args],
        {
          cwd: workspaceRoot(),
          env: { ...process.env, INIT_CWD: pasta, DATA__DIR: pasta, ...env },
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
    const armazem = await abrirArmazem(arquivosDe(join(pasta, 'data')));
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
    const diario = await armazem.abrirDiario(() => {});
    const observador = await observarPasta({
      ...{ pasta: entrada, folder: join(pasta, 'estado'), diario, pollMs: 10, settleMs: 0 },
      esperarVez: async () => {},
      agoraMs: Date.now,
      avisar: (mensagem) => {
        avisos.push(mensagem);
        if (mensagem.includes('was read')) lido();
      },
    });
    await fim;
    await observador.close();
    expect(avisos).toEqual([expect.stringContaining('was read')]);
    expect(armazem.log.end).toBe(2_100);
    await armazem.close();
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

  it('says what it can not take or can not write, with code 2', async () => {
    const { codigo, erros } = await generate('--clients', '0');
    expect([codigo, erros]).toEqual([2, '--clients: veio "0", aceita um inteiro de 1 a 1000000\n']);
    const desconhecida = await generate('--nada');
    expect([desconhecida.codigo, desconhecida.erros]).toEqual([
      2,
      expect.stringContaining('nx run ingestion'),
    ]);
    const semPasta = await generate('--out', 'nada/a.csv');
    expect([semPasta.codigo, semPasta.erros]).toEqual([2, expect.stringMatching(/^ENOENT: .*\n$/)]);
  });
});

describe('ingestion:simulate', () => {
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

  it('needs a token of the service, and makes one only with the key of its data folder', async () => {
    const dataDir = join(pasta, 'data');
    const servico = await spawnService('ingestion', { dataDir });
    try {
      const args = ['--server', servico.target, '--clients', '2', '--events', '20'];
      const estranho = await rodar('simulate', [...args, '--data', 'outra']);
      expect([estranho.codigo, estranho.saida]).toEqual([1, expect.stringContaining('UNAUTHENTICATED')]);
      expect((await rodar('simulate', [...args, '--data', 'data'])).codigo).toBe(0);
      const token = await servico.authorize();
      expect((await rodar('simulate', [...args, '--token', token])).codigo).toBe(0);
      expect((await rodar('simulate', args, undefined, { TRILHA_TOKEN: token })).codigo).toBe(0);
    } finally {
      await servico.kill();
    }
  });

  it('when interrupted waits for what is under way, and has a row for each event that it sent', async () => {
    const dataDir = join(pasta, 'data');
    const servico = await spawnService('ingestion', { dataDir });
    try {
      const args = ['--server', servico.target, '--data', 'data', '--clients', '10', '--events', '20000'];
      const { codigo, saida } = await rodar(
        'simulate',
        [...args, '--mode', 'unary', '--verbose', '--log', 'envios.csv', '--json'],
        (child) => {
          child.stdout?.once('data', () => child.kill('SIGINT'));
        },
      );
      const respostas = saida.trimEnd().split('\n');
      const resumo = JSON.parse(respostas.pop() as string) as Resumo;
      expect([codigo, resumo]).toEqual([
        130,
        expect.objectContaining({ motivo: 'interrompido', naoConfirmados: 0 }),
      ]);
      expect(resumo.naoEnviados).toBeGreaterThan(0);
      const linhas = (await readFile(join(pasta, 'envios.csv'), 'utf8')).trimEnd().split('\n').slice(1);
      expect(linhas.map((linha) => linha.split(',')[0])).toEqual(
        respostas.map((linha) => linha.split(' ')[0]),
      );
      const esperado = resumo.cadastrados + resumo.enviados;
      expect([linhas.length, linhas.every((linha) => linha.endsWith(',aceito'))]).toEqual([esperado, true]);
    } finally {
      await servico.kill();
    }
  });
});

describe('the client in Python', () => {
  itPython('is let in by a token alone', async () => {
    const servico = await spawnService('ingestion', { dataDir: join(pasta, 'data') });
    try {
      const imagem = join(pasta, 'trilha.binpb');
      await writeFile(imagem, descriptorImage);
      const args = ['--server', servico.target, '--events', '3', '--image', imagem];
      const semToken = await clientePython(python, args);
      expect([semToken.codigo, semToken.erros]).toEqual([1, expect.stringContaining('UNAUTHENTICATED')]);
      const token = await servico.authorize();
      expect((await clientePython(python, [...args, '--token', token])).codigo).toBe(0);
      expect((await clientePython(python, args, { TRILHA_TOKEN: token })).codigo).toBe(0);
    } finally {
      await servico.kill();
    }
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
