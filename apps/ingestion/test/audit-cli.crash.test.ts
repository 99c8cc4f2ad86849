import { execFile } from 'node:child_process';
import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import { Cena } from './cena.js';
import { transacao } from './exemplos.js';

const cena = new Cena();
afterEach(() => cena.terminar());

/** Runs the built tool as if its command had been typed in the folder above the data. */
const audit = (dataDir: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, INIT_CWD: join(dataDir, '..') };
    const child = execFile(
      process.execPath,
      ['apps/ingestion/dist/audit.cli.js', ...args],
      { cwd: workspaceRoot(), env },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

it('tells by its exit code whether all is accounted for, not so, or could not be seen', async () => {
  const dataDir = await cena.pasta();
  const data = ['--data', dataDir.split('/').at(-1) as string];
  const servico = await cena.abrir({}, dataDir);
  await servico.client.ingestTransactions({ batchId: '', itens: [transacao(), transacao()] });
  await servico.analisado();
  const rodando = await audit(dataDir, ...data);
  expect([rodando.code, rodando.err]).toEqual([2, expect.stringContaining('em execução')]);
  await cena.fechar(servico);

  const boa = await audit(dataDir, ...data);
  expect([boa.code, boa.out]).toEqual([0, expect.stringContaining('Tudo confere')]);
  const json = await audit(dataDir, ...data, '--json');
  expect(JSON.parse(json.out)).toMatchObject({ confirmados: 2, finalizados: 2, problemas: [] });

  const resultados = join(dataDir, 'ingestion', 'analysis', 'resultados');
  await truncate(resultados, (await stat(resultados)).size / 2);
  const cortada = await audit(dataDir, ...data);
  expect([cortada.code, cortada.out]).toEqual([1, expect.stringContaining('1: sem linha de resultado')]);
});

it('explains itself, and says what it did not understand or did not find', async () => {
  const dataDir = await cena.pasta();
  const ajuda = await audit(dataDir, '--help');
  expect([ajuda.code, ajuda.out]).toEqual([0, expect.stringContaining('nx run ingestion:audit')]);
  expect((await audit(dataDir, '--nada')).code).toBe(2);
  const vazia = await audit(dataDir, '--data', dataDir);
  expect([vazia.code, vazia.err]).toEqual([2, expect.stringContaining('não há dados')]);
});
