import type { DeadLetter } from '@trilha/pipeline';
import { MemoryStorage } from '@trilha/pipeline/testing';
import { Mortos } from './mortos.js';

const carta = (offset: number, replayOf?: number): DeadLetter => ({
  offset,
  node: 'normalizar',
  reason: 'não deu',
  attempts: 3,
  atMs: 1,
  replayOf,
});
const offsets = ({ todas }: Mortos): number[] => todas.map(({ offset }) => offset);

/** A storage whose file of dead letters holds this text, synced. */
async function com(texto: string): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const arquivo = await storage.open('mortos.jsonl');
  await arquivo.append(Buffer.from(texto));
  await arquivo.sync();
  await storage.syncFolder();
  return storage;
}
const linha = (offset: number): string => `${JSON.stringify(carta(offset))}\n`;

it('keeps letters over a loss of power', async () => {
  const storage = new MemoryStorage();
  await (await Mortos.abrir(storage)).store([carta(3), carta(5)]);
  expect(offsets(await Mortos.abrir(storage.crash({ keep: 0 })))).toEqual([3, 5]);
});

it.each([
  ['half a line', '{"offset":9,"no'],
  ['zeros', '\0\0\0\0'],
  ['garbage with line ends', 'x\ny\n\0'],
])('cuts off %s at the end, and writes on behind what is whole', async (_, resto) => {
  const storage = await com(`${linha(1)}${linha(2)}${resto}`);
  const mortos = await Mortos.abrir(storage);
  await mortos.store([carta(7)]);
  expect(offsets(await Mortos.abrir(storage))).toEqual([1, 2, 7]);
});

it('refuses a harmed line before a whole one, and letters out of order', async () => {
  await expect(Mortos.abrir(await com(`${linha(1)}lixo\n${linha(2)}`))).rejects.toThrow('mortos.jsonl:2');
  await expect(Mortos.abrir(await com(`${linha(2)}${linha(1)}`))).rejects.toThrow('mortos.jsonl:2');
});

it('forgets letters that no checkpoint passed, and never loses an earlier one over it', async () => {
  for (let operacoes = 0; operacoes < 4; operacoes++) {
    const storage = await com([1, 2, 3, 4].map(linha).join(''));
    const mortos = await Mortos.abrir(storage);
    storage.crashAfter(operacoes);
    await mortos.forgetFrom(3).catch(() => {});
    const depois = offsets(await Mortos.abrir(storage.crash({ keep: 0 })));
    expect(depois.slice(0, 2)).toEqual([1, 2]);
    if (operacoes >= 2) expect(depois).toEqual([1, 2]);
  }
});

it('counts the deaths of an event under its own place, up to an offset', async () => {
  const mortos = await Mortos.abrir(new MemoryStorage());
  await mortos.store([carta(1), carta(4), carta(6, 1)]);
  expect([...mortos.porEvento()].map(([evento, { vezes }]) => [evento, vezes])).toEqual([
    [1, 2],
    [4, 1],
  ]);
  expect([...mortos.porEvento(6)].map(([evento, { vezes }]) => [evento, vezes])).toEqual([
    [1, 1],
    [4, 1],
  ]);
});
