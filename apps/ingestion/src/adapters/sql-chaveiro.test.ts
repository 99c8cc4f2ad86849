import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@trilha/storage';
import { abrirSegredos } from './abrir-segredos.js';
import { type ChaveiroTables, migrations } from './migrations.js';
import { type Ligacao, SqlChaveiro } from './sql-chaveiro.js';

let dataDir: string;
let database: Database<ChaveiroTables>;
let chaveiro: SqlChaveiro;
const outro = (): Promise<SqlChaveiro> => SqlChaveiro.abrir(database.db, abrirSegredos(dataDir));

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chaveiro-'));
  database = await openDatabase<ChaveiroTables>({ file: join(dataDir, 'chaves.sqlite'), migrations });
  chaveiro = await outro();
});
afterEach(async () => {
  await database.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

const pessoa = (numero: number): Buffer => createHash('sha256').update(String(numero)).digest();
const ligacao = (numero: number): Ligacao => ({ pessoa: pessoa(numero), clienteId: `c-${numero}` });
const ate = (quantas: number): Ligacao[] => Array.from({ length: quantas }, (_, i) => ligacao(i));

it('makes a key of its own for each of more persons than one statement takes', async () => {
  await chaveiro.garantir(ate(1_201));
  const chaves = ate(1_201).map((um) => chaveiro.conhecida(um.pessoa)?.toString('hex'));
  expect(new Set(chaves).size).toBe(1_201);
  expect(chaves).not.toContain(undefined);
});

it('gives what was made before to who reads it anew, and makes the rest', async () => {
  await chaveiro.garantir(ate(700));
  const novo = await outro();
  await novo.garantir(ate(1_300));
  for (const { pessoa: de } of ate(700)) expect(novo.conhecida(de)).toEqual(chaveiro.conhecida(de));
  expect(await novo.ler(pessoa(1_299))).toEqual(novo.conhecida(pessoa(1_299)));
});

it('knows a person once, however often they occur', async () => {
  await chaveiro.garantir([ligacao(1), ligacao(1), { pessoa: pessoa(1) }]);
  expect(await chaveiro.ler(pessoa(1))).toEqual(chaveiro.conhecida(pessoa(1)));
});

it('lets the last word say whose a client id is', async () => {
  await chaveiro.garantir([ligacao(1), ligacao(2)]);
  await chaveiro.garantir([
    { pessoa: pessoa(2), clienteId: 'c-1' },
    { pessoa: pessoa(3), clienteId: 'c-2' },
  ]);
  expect(await chaveiro.pessoaDe('c-1')).toEqual(pessoa(2));
  expect(await chaveiro.pessoaDe('c-2')).toEqual(pessoa(3));
});

it('makes a new key for who was erased', async () => {
  await chaveiro.garantir([ligacao(1)]);
  const antes = chaveiro.conhecida(pessoa(1));
  expect(await chaveiro.destruir(pessoa(1))).toBe(true);
  expect(await chaveiro.ler(pessoa(1))).toBeUndefined();
  await chaveiro.garantir([ligacao(1)]);
  expect(chaveiro.conhecida(pessoa(1))).not.toEqual(antes);
});
