import { UmPorVez } from './um-por-vez.js';

const caller = () => new AbortController().signal;

describe('UmPorVez', () => {
  it('lets one in at a time per key, in the end all of them', async () => {
    const porta = new UmPorVez();
    let inside = 0;
    let most = 0;
    let done = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const sair = await porta.entrar('a', caller());
        most = Math.max(most, ++inside);
        await new Promise(setImmediate);
        inside -= 1;
        done += 1;
        sair();
      }),
    );
    expect([most, done]).toEqual([1, 20]);
  });

  it('does not make other keys wait', async () => {
    const porta = new UmPorVez();
    await porta.entrar('a', caller());
    expect(await porta.entrar('b', caller())).toBeInstanceOf(Function);
  });

  it('gives up the wait of a caller that goes away', async () => {
    const porta = new UmPorVez();
    await porta.entrar('a', caller());
    const leaving = new AbortController();
    const waiting = porta.entrar('a', leaving.signal);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('lets the next in behind one that gave up, but not before its turn', async () => {
    const porta = new UmPorVez();
    const order: string[] = [];
    const sair = await porta.entrar('a', caller());
    await expect(porta.entrar('a', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    const next = porta.entrar('a', caller()).then(() => order.push('next'));
    await new Promise(setImmediate);
    order.push('first leaves');
    sair();
    await next;
    expect(order).toEqual(['first leaves', 'next']);
  });
});
