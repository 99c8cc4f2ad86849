import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { openDatabase } from '@trilha/storage';
import { type ChaveiroTables, migrations } from '../src/adapters/migrations.js';
import { Cena } from './cena.js';
import { CPF, CPF_PONTUADO, cliente, ENDERECO, NOME, score, transacao } from './exemplos.js';
import { arquivosDe, falhaDe, motivoDe } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

/** Every file below a folder that holds these bytes. */
async function ondeHa(pasta: string, agulha: string | Buffer): Promise<string[]> {
  const nomes = await readdir(pasta, { recursive: true, withFileTypes: true });
  const achados: string[] = [];
  for (const entrada of nomes.filter((um) => um.isFile())) {
    // A checkpoint may give way to the next one meanwhile.
    const conteudo = await readFile(join(entrada.parentPath, entrada.name)).catch(() => Buffer.alloc(0));
    if (conteudo.includes(agulha)) achados.push(entrada.name);
  }
  return achados;
}

const PESSOAIS = [CPF, CPF_PONTUADO, NOME, 'Quixabeira', 'QUIXABEIRA', ENDERECO, 'Umbuzeiros', '1987-06-05'];

it('nothing personal is readable in any file, while running, after stopping, and after an erasure', async () => {
  const dataDir = await cena.pasta();
  const procurar = async () => (await Promise.all(PESSOAIS.map((um) => ondeHa(dataDir, um)))).flat();
  const rodando = await cena.abrir({}, dataDir);
  await rodando.client.ingestClient(cliente({ eventId: 'c-personal' }));
  await rodando.client.ingestScore(score({ eventId: 's' }));
  await rodando.client.ingestTransaction(transacao({ eventId: 't' }));
  await rodando.analisado();
  // The search finds what is there.
  expect(await ondeHa(dataDir, 'c-personal')).not.toEqual([]);
  expect(await procurar()).toEqual([]);
  await rodando.client.eraseClient({ clienteId: 'cliente-1' });
  await rodando.analisado();
  expect(await procurar()).toEqual([]);
  await cena.fechar(rodando);
  expect(await procurar()).toEqual([]);
});

it('erasing a client takes the key out of the bytes of every file, and their data out of every answer', async () => {
  const dataDir = await cena.pasta();
  const antes = await cena.abrir({}, dataDir);
  await antes.client.ingestClient(cliente({ eventId: 'c' }));
  await antes.client.ingestClient(cliente({ eventId: 'outro', id: 'cliente-2', cpf: '11144477735' }));
  await antes.client.ingestScore(score({ eventId: 's' }));
  await cena.fechar(antes);
  const pessoas = await chavesEm(dataDir);
  expect(pessoas).toHaveLength(2);
  const { client } = await cena.abrir({}, dataDir);
  for (const chave of pessoas) {
    // In the database, or still in its write-ahead log.
    expect(await ondeHa(dataDir, chave)).toEqual([expect.stringMatching(/^ingestion\.sqlite/)]);
  }

  expect((await client.eraseClient({ clienteId: 'cliente-1' })).apagado).toBe(true);

  const ficaram = await Promise.all(pessoas.map((chave) => ondeHa(dataDir, chave)));
  expect(ficaram.map((arquivos) => arquivos.length > 0).sort()).toEqual([false, true]);
  expect((await client.getEvent({ eventId: 'c' })).resultado).toEqual({
    $case: 'cliente',
    value: { id: 'cliente-1', cpfMascarado: '', nomeMascarado: '', apagado: true },
  });
  expect((await client.getEvent({ eventId: 's' })).resultado).toMatchObject({ value: { cpfMascarado: '' } });
  expect((await client.getEvent({ eventId: 'outro' })).resultado).toMatchObject({
    value: { apagado: false },
  });
});

it('erasing again says that nothing was left, and nobody else is NOT_FOUND', async () => {
  const { client } = await cena.abrir();
  await client.ingestClient(cliente());
  await client.eraseClient({ clienteId: 'cliente-1' });
  expect((await client.eraseClient({ clienteId: 'cliente-1' })).apagado).toBe(false);
  const falha = await falhaDe(client.eraseClient({ clienteId: 'ninguém' }));
  expect([falha.code, motivoDe(falha)]).toEqual([status.NOT_FOUND, 'CLIENTE_NAO_ENCONTRADO']);
});

it('the analysis forgets an erased person', async () => {
  const { client, analisado } = await cena.abrir();
  const conhecido = async () => {
    await analisado();
    const { resultado } = await client.getEvent({ eventId: 's' });
    return resultado?.$case === 'score' && resultado.value.clienteConhecido;
  };
  await client.ingestClient(cliente());
  await client.ingestScore(score({ eventId: 's' }));
  expect(await conhecido()).toBe(true);
  await client.eraseClient({ clienteId: 'cliente-1' });
  expect(await conhecido()).toBe(false);
});

it('an event of an erased client that is sent again is known, and opens nothing', async () => {
  const { client, armazem } = await cena.abrir();
  await client.ingestClient(cliente({ eventId: 'c' }));
  await client.eraseClient({ clienteId: 'cliente-1' });
  const antes = armazem.log.end;
  expect((await client.ingestClient(cliente({ eventId: 'c' }))).message).toBe('evento já recebido');
  expect(armazem.log.end).toBe(antes);
  expect((await client.getEvent({ eventId: 'c' })).resultado).toMatchObject({ value: { apagado: true } });
});

it('a person who comes back after an erasure has a new key', async () => {
  const { client } = await cena.abrir();
  await client.ingestClient(cliente({ eventId: 'c' }));
  await client.eraseClient({ clienteId: 'cliente-1' });
  await client.ingestClient(cliente({ eventId: 'c2' }));
  expect((await client.getEvent({ eventId: 'c2' })).resultado).toMatchObject({ value: { apagado: false } });
  expect((await client.getEvent({ eventId: 'c' })).resultado).toMatchObject({ value: { apagado: true } });
});

/** The wrapped keys in the database of a stopped service. */
async function chavesEm(dataDir: string): Promise<Buffer[]> {
  const { db, close } = await openDatabase<ChaveiroTables>({
    file: arquivosDe(dataDir).databaseFile,
    migrations,
  });
  const linhas = await db.selectFrom('chaves').select('chave').execute();
  await close();
  return linhas.map(({ chave }) => Buffer.from(chave));
}
