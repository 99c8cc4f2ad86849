import { cp, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderStorage, markReplay, SegmentedLog } from '@trilha/pipeline';
import { pastaDaAnalise, pastaDoLog } from '../src/adapters/abrir-armazem.js';
import { auditar, type Laudo } from '../src/auditoria/auditar.js';
import { textoDoLaudo } from '../src/auditoria/texto-do-laudo.js';
import { escreverRotulo, TIPO } from '../src/registro/registro.js';
import { Cena } from './cena.js';
import { CambioComVeneno, cliente, rotulo, score, transacao } from './exemplos.js';
import { arquivosDe } from './start-ingestion.js';

const cena = new Cena();
let boa = '';

/** Of each kind one: events of every type, a dead one, one dead and made good, labels, orders, rejects, repeats. */
beforeAll(async () => {
  boa = await cena.pasta();
  const cambio = new CambioComVeneno(6_666);
  const servico = await cena.abrir({ cambio }, boa);
  const { client } = servico;
  await client.ingestClient(cliente({ eventId: 'c' }));
  await client.ingestScore(score({ eventId: 's' }));
  const itens = ['a', 'b', 'b'].map((eventId) => transacao({ eventId }));
  await client.ingestTransactions({ batchId: '', itens: [...itens, transacao({ valor: -1 })] });
  await client.ingestTransaction(transacao({ eventId: 'curado', valor: 66.66 }));
  await servico.analisado();
  cambio.curado = true;
  await client.replayDeadLetter({ eventId: 'curado' });
  await servico.analisado();
  cambio.curado = false;
  await client.ingestTransaction(transacao({ eventId: 'morto', valor: 66.66 }));
  await client.labelTransaction(rotulo({ transacaoEventId: 'a', suspeita: true }));
  await client.eraseClient({ clienteId: 'cliente-1' });
  await servico.analisado();
  await cena.fechar(servico);
});
afterAll(() => cena.terminar());

/** A copy of what an audit reads: not of the database beside it, whose last connection may still be closing. */
async function copiaDaBoa(): Promise<string> {
  const pasta = await cena.pasta();
  await cp(arquivosDe(boa).folder, arquivosDe(pasta).folder, { recursive: true });
  return pasta;
}

/** The audit of a copy, after some harm. */
async function laudoDe(estragar: (pasta: string) => Promise<unknown> = async () => {}): Promise<Laudo> {
  const { folder } = arquivosDe(await copiaDaBoa());
  await estragar(folder);
  return auditar({
    pastaDoLog: await FolderStorage.open(pastaDoLog(folder)),
    pastaDaAnalise: await FolderStorage.open(pastaDaAnalise(folder)),
  });
}
const mortosEm = (folder: string): string => join(folder, 'analysis', 'mortos.jsonl');
const linhasDe = async (arquivo: string): Promise<string[]> =>
  (await readFile(arquivo, 'utf8')).split('\n').slice(0, -1);
const escrever = (arquivo: string, linhas: readonly string[]): Promise<void> =>
  writeFile(arquivo, linhas.map((linha) => `${linha}\n`).join(''));
async function anexar(folder: string, registro: (log: SegmentedLog) => Promise<Uint8Array>): Promise<void> {
  const log = await SegmentedLog.open(await FolderStorage.open(pastaDoLog(folder)));
  await log.append([await registro(log)]);
  await log.close();
}

it('finds nothing wrong with what the service left, and counts each event once', async () => {
  expect(await laudoDe()).toEqual({
    registros: 9,
    confirmados: 7,
    finalizados: 6,
    mortos: 1,
    pendentes: 0,
    ordens: 1,
    repeticoes: 1,
    checkpoint: 9,
    temposPorRefazer: 0,
    problemas: [],
    quantosProblemas: 0,
  });
});

it('counts what came after the last checkpoint as pending', async () => {
  const laudo = await laudoDe((folder) =>
    anexar(folder, async () =>
      escreverRotulo(
        { tipo: TIPO.rotulo, eventId: 'novo', recebidoMs: 1, emitidoMs: undefined },
        { tipo: 'rotulo', transacaoEventId: 'a', suspeita: true, offset: 2, conhecido: true },
      ),
    ),
  );
  expect([laudo.confirmados, laudo.pendentes, laudo.problemas]).toEqual([8, 1, []]);
});

it('changes no file of the folder it looks at', async () => {
  const { folder } = arquivosDe(boa);
  const nomes = ['log/acknowledged', 'analysis/resultados', 'analysis/mortos.jsonl'];
  const ler = () =>
    Promise.all(
      nomes.map(async (nome) => [
        await readFile(join(folder, nome)),
        (await stat(join(folder, nome))).mtimeMs,
      ]),
    );
  const antes = await ler();
  await auditar({
    pastaDoLog: await FolderStorage.open(pastaDoLog(folder)),
    pastaDaAnalise: await FolderStorage.open(pastaDaAnalise(folder)),
  });
  expect(await ler()).toEqual(antes);
});

it('refuses a folder that a service has open', async () => {
  const pasta = await copiaDaBoa();
  const aberto = await cena.abrir({}, pasta);
  const { folder } = arquivosDe(pasta);
  const olhar = auditar({
    pastaDoLog: await FolderStorage.open(pastaDoLog(folder)),
    pastaDaAnalise: await FolderStorage.open(pastaDaAnalise(folder)),
  });
  await expect(olhar).rejects.toMatchObject({ name: 'StorageLocked' });
  await cena.fechar(aberto);
});

describe('finds', () => {
  const harms: readonly [string, string, (folder: string) => Promise<unknown>][] = [
    [
      'a cut results file',
      'sem linha de resultado',
      async (folder) => {
        const arquivo = join(folder, 'analysis', 'resultados');
        await truncate(arquivo, (await stat(arquivo)).size - 1);
      },
    ],
    [
      'a result that was wiped out',
      'sem resultado e sem carta de morto',
      async (folder) => {
        const arquivo = join(folder, 'analysis', 'resultados');
        const bytes = await readFile(arquivo);
        bytes[2 * (bytes.length / 9)] = 0;
        await writeFile(arquivo, bytes);
      },
    ],
    [
      'a result of another kind of event',
      'resultado de outro tipo',
      async (folder) => {
        const arquivo = join(folder, 'analysis', 'resultados');
        const bytes = await readFile(arquivo);
        bytes[0] = 1;
        await writeFile(arquivo, bytes);
      },
    ],
    [
      'a removed dead letter',
      'sem resultado e sem carta de morto',
      async (folder) => escrever(mortosEm(folder), (await linhasDe(mortosEm(folder))).slice(0, 1)),
    ],
    [
      'a dead letter of an event that is final',
      'com resultado e com carta de morto',
      async (folder) => {
        const [carta = ''] = await linhasDe(mortosEm(folder));
        const falsa = JSON.stringify({ ...JSON.parse(carta), offset: 0 });
        await escrever(mortosEm(folder), [falsa, ...(await linhasDe(mortosEm(folder)))]);
      },
    ],
    [
      'a dead letter kept twice',
      'mortos.jsonl',
      async (folder) => {
        const linhas = await linhasDe(mortosEm(folder));
        await escrever(mortosEm(folder), [...linhas, linhas[0] as string]);
      },
    ],
    [
      'an event stored twice',
      'o id do evento já apareceu antes',
      (folder) => anexar(folder, async (log) => (await log.read(0, 1))[0]?.bytes as Uint8Array),
    ],
    [
      'a further try of nothing',
      'que não é um evento anterior',
      (folder) => anexar(folder, async () => markReplay(99)),
    ],
    [
      'a record of no known type',
      'tipo desconhecido',
      (folder) => anexar(folder, async () => Buffer.alloc(40, 9)),
    ],
    [
      'a log that ends before the checkpoint',
      'mas o checkpoint está em 9',
      async (folder) => {
        expect(await encurtarLog(folder)).toBeLessThan(9);
      },
    ],
    [
      'a harmed checkpoint',
      'o estado da análise não pode ser lido',
      async (folder) => {
        const storage = await FolderStorage.open(pastaDaAnalise(folder));
        const nome = (await storage.list()).find((um) => um.startsWith('checkpoint')) as string;
        const arquivo = join(folder, 'analysis', nome);
        const bytes = await readFile(arquivo);
        bytes[60] = (bytes[60] as number) ^ 1;
        await writeFile(arquivo, bytes);
      },
    ],
  ];

  it.each(harms)('%s', async (_, esperado, estragar) => {
    const laudo = await laudoDe(estragar);
    expect(laudo.quantosProblemas).toBeGreaterThan(0);
    expect(laudo.problemas.map(({ problema }) => problema).join('\n')).toContain(esperado);
    expect(textoDoLaudo(laudo)).toContain(esperado);
  });
});

/** Puts a log in the place of this one that holds only its first records; gives how many. */
async function encurtarLog(folder: string): Promise<number> {
  const velho = await SegmentedLog.open(await FolderStorage.open(pastaDoLog(folder)));
  const registros = (await velho.read(0, 5)).map(({ bytes }) => bytes);
  await velho.close();
  const storage = await FolderStorage.open(pastaDoLog(folder));
  for (const nome of await storage.list()) await storage.remove(nome);
  const novo = await SegmentedLog.open(storage);
  await novo.append(registros);
  await novo.close();
  return registros.length;
}
