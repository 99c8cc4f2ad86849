import type { Storage, StoredFile } from '@trilha/pipeline';
import { MemoryStorage } from '@trilha/pipeline/testing';
import { abrirPartes } from './abrir-partes.js';

/** Counts the files that are open. */
function contada(storage: MemoryStorage): { readonly storage: Storage; readonly abertos: () => number } {
  let abertos = 0;
  const contar = (arquivo: StoredFile): StoredFile => {
    abertos += 1;
    const fechar = arquivo.close.bind(arquivo);
    arquivo.close = async () => {
      abertos -= 1;
      await fechar();
    };
    return arquivo;
  };
  const open = storage.open.bind(storage);
  storage.open = async (name) => contar(await open(name));
  return { storage, abertos: () => abertos };
}

it('leaves nothing open and nothing locked when a part cannot be opened', async () => {
  const { storage, abertos } = contada(new MemoryStorage());
  const arquivo = await storage.open('mortos.jsonl');
  await arquivo.append(Buffer.from('nothing\n{"offset":1,"node":"prever"}\n'));
  await arquivo.close();
  for (const _ of [1, 2]) await expect(abrirPartes(storage)).rejects.toThrow('mortos.jsonl:1');
  expect(abertos()).toBe(0);
});
