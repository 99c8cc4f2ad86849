import { MemoryStorage, storageContract } from '@trilha/pipeline/testing';
import { CopiaEmMemoria } from './copia-em-memoria.js';

storageContract('CopiaEmMemoria', async () => new CopiaEmMemoria(new MemoryStorage()));

const texto = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

it('shows a file as it is below and what was changed here, and changes nothing below', async () => {
  const original = new MemoryStorage();
  const debaixo = await original.open('a');
  await debaixo.append(Buffer.from('abcdef'));
  const copia = new CopiaEmMemoria(original);
  const arquivo = await copia.open('a');
  await arquivo.truncate(4);
  await arquivo.append(Buffer.from('XYZ'));
  const tudo = Buffer.alloc(99);
  const lidos = arquivo.readSync(0, tudo);
  expect([texto(await arquivo.read(2, 4)), texto(tudo.subarray(0, lidos)), arquivo.size]).toEqual([
    'cdXY',
    'abcdXYZ',
    7,
  ]);
  await copia.rename('a', 'b');
  await copia.remove('c');
  expect([await copia.list(), await original.list()]).toEqual([['b'], ['a']]);
  expect(texto(await debaixo.read(0, 99))).toBe('abcdef');
});
