import { MemoryStorage } from '@trilha/pipeline/testing';
import { TabelaDeTempos } from './tempos.js';

const NOS = 2;
const tempos = (primeiro: number, quantos: number) => ({
  primeiro,
  quantos,
  duravelMs: 10 + primeiro,
  finalizadoMs: 20 + primeiro,
  inicioMs: Float64Array.of(11, 12),
  fimMs: Float64Array.of(13, 0),
});

async function tabela(storage = new MemoryStorage()) {
  const uma = await TabelaDeTempos.abrir(storage, NOS);
  return { storage, uma };
}

it('finds the times of an event by its micro-batch, after it was opened again too', async () => {
  const { storage, uma } = await tabela();
  await uma.escrever([tempos(0, 3), tempos(3, 2)]);
  const outra = (await tabela(storage)).uma;
  await outra.voltarA(5);
  for (const t of [uma, outra]) {
    expect([0, 2, 3, 4, 5].map((offset) => t.achar(offset)?.primeiro)).toEqual([0, 0, 3, 3, undefined]);
    expect(t.achar(4)).toEqual(tempos(3, 2));
    expect(t.fim).toBe(5);
  }
});

it('cuts off what no checkpoint has passed', async () => {
  const { storage, uma } = await tabela();
  await uma.escrever([tempos(0, 3), tempos(3, 2), tempos(5, 1)]);
  const outra = (await tabela(storage)).uma;
  await outra.voltarA(5);
  await outra.escrever([tempos(5, 4)]);
  expect([outra.fim, [...outra].length]).toEqual([9, 3]);
});

it.each([
  ['zeros', new Uint8Array(8 * (4 + 2 * NOS))],
  [
    'a row that does not go on from the one before',
    new Uint8Array(Float64Array.of(7, 1, 1, 1, 0, 0, 0, 0).buffer),
  ],
  ['half a row', new Uint8Array(13)],
])('cuts off %s that a loss of power left', async (_, resto) => {
  const { storage, uma } = await tabela();
  await uma.escrever([tempos(0, 3)]);
  await (await storage.open(`tempos-${NOS}`)).append(resto);
  const outra = (await tabela(storage)).uma;
  await outra.voltarA(100);
  expect(outra.fim).toBe(3);
  await outra.escrever([tempos(3, 1)]);
  expect(outra.achar(3)).toEqual(tempos(3, 1));
});
