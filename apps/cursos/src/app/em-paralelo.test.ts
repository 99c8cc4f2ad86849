import { emParalelo } from './em-paralelo.js';

/** Work that ends when told, so that a test sees what runs at once. */
function controlled() {
  const open = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const trabalho = (item: number) =>
    new Promise<string>((resolve, reject) => {
      open.set(item, { resolve, reject });
    });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { open, trabalho, settle };
}

describe('emParalelo', () => {
  it('runs no more at once than allowed, and answers in order', async () => {
    const { open, trabalho, settle } = controlled();
    const all = emParalelo([1, 2, 3], 2, trabalho);
    expect([...open.keys()]).toEqual([1, 2]);
    open.get(2)?.resolve('dois');
    await settle();
    expect([...open.keys()]).toEqual([1, 2, 3]);
    open.get(3)?.resolve('três');
    open.get(1)?.resolve('um');
    expect(await all).toEqual(['um', 'dois', 'três']);
  });

  it('begins nothing more after a failure, and waits for what runs', async () => {
    const { open, trabalho, settle } = controlled();
    let ended = false;
    const all = emParalelo([1, 2, 3], 2, trabalho).finally(() => {
      ended = true;
    });
    const refused = expect(all).rejects.toThrow('não');
    open.get(1)?.reject(new Error('não'));
    await settle();
    expect([[...open.keys()], ended]).toEqual([[1, 2], false]);
    open.get(2)?.resolve('dois');
    await refused;
  });

  it('has nothing to do for no items', async () => {
    expect(await emParalelo([], 4, async () => 1)).toEqual([]);
  });
});
