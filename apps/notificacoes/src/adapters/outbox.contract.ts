import type { Entregas, Notificacoes } from '../app/ports.js';
import type { Canal, Notificacao } from '../domain/notificacao.js';

const T0 = new Date('2026-03-02T12:00:00Z');
const after = (ms: number): Date => new Date(T0.getTime() + ms);

const notificacao = (
  id: string,
  fields: Partial<Notificacao> = {},
  canais: readonly Canal[] = [],
): Notificacao => ({
  id,
  idUsuario: 'aluno-1',
  titulo: `Título ${id}`,
  mensagem: 'Olá',
  tipo: 'geral',
  dados: { curso: 'botânica' },
  convite: '',
  criadaEm: T0,
  entregas: canais.map((canal) => ({
    id: `${id}-${canal}`,
    canal,
    situacao: 'pendente',
    tentativas: 0,
    proximaTentativaEm: T0,
    ultimoErro: '',
  })),
  ...fields,
});

/** What every home of notifications and their deliveries must do. */
export function outboxContract(
  name: string,
  open: () => Promise<{ notificacoes: Notificacoes; entregas: Entregas }>,
): void {
  describe(name, () => {
    let notificacoes: Notificacoes;
    let entregas: Entregas;

    beforeEach(async () => {
      ({ notificacoes, entregas } = await open());
    });

    const keep = (id: string, fields: Partial<Notificacao> = {}, canais: readonly Canal[] = ['webhook']) =>
      notificacoes.inserir(() => notificacao(id, fields, canais), undefined);

    it('gives back what it keeps, with its deliveries', async () => {
      await keep('n-1', {}, ['app', 'webhook']);
      expect(await notificacoes.buscar('n-1')).toEqual(notificacao('n-1', {}, ['app', 'webhook']));
      expect(await notificacoes.buscar('n-2')).toBeUndefined();
    });

    it('keeps one notification per key, and refuses the key for another content', async () => {
      const chave = (texto: string) => ({ requestId: 'p-1', conteudo: { texto } });
      const first = await notificacoes.inserir(() => notificacao('n-1', {}, ['app']), chave('a'));
      expect(await notificacoes.inserir(() => notificacao('n-2', {}, ['app']), chave('a'))).toEqual(first);
      const other = notificacoes.inserir(() => notificacao('n-3', {}, ['app']), chave('b'));
      await expect(other).rejects.toMatchObject({ reason: 'PEDIDO_DIFERENTE' });
      expect(await notificacoes.buscar('n-2')).toBeUndefined();
    });

    it('lists the newest first, page by page, and the oldest first after an id', async () => {
      for (const id of ['n-1', 'n-2', 'n-3']) await keep(id);
      await keep('n-4', { idUsuario: 'aluno-2' });
      const ids = (found: readonly Notificacao[]) => found.map(({ id }) => id);
      const filtro = { idUsuario: 'aluno-1', somenteNaoLidas: false, limite: 2 };
      expect(ids(await notificacoes.listar(filtro))).toEqual(['n-3', 'n-2']);
      expect(ids(await notificacoes.listar({ ...filtro, antesDe: 'n-2' }))).toEqual(['n-1']);
      expect(ids(await notificacoes.listarApos('aluno-1', 'n-1', 10))).toEqual(['n-2', 'n-3']);
      expect(await notificacoes.ultimoId()).toBe('n-4');
    });

    it('counts as unread what was not marked, and keeps the first time of reading', async () => {
      for (const id of ['n-1', 'n-2', 'n-3']) await keep(id);
      await notificacoes.marcarLida('n-1', after(1));
      expect((await notificacoes.marcarLida('n-1', after(2)))?.lidaEm).toEqual(after(1));
      expect(await notificacoes.contarNaoLidas('aluno-1')).toBe(2);
      const unread = { idUsuario: 'aluno-1', somenteNaoLidas: true, limite: 10 };
      expect(await notificacoes.listar(unread)).toHaveLength(2);
      expect(await notificacoes.marcarTodasLidas('aluno-1', after(3))).toBe(2);
      expect(await notificacoes.contarNaoLidas('aluno-1')).toBe(0);
      expect(await notificacoes.marcarLida('n-9', T0)).toBeUndefined();
    });

    it('replaces an address', async () => {
      expect(await notificacoes.buscarEmail('aluno-1')).toBe('');
      await notificacoes.guardarEmail('aluno-1', 'a@example.com');
      await notificacoes.guardarEmail('aluno-1', 'b@example.com');
      expect(await notificacoes.buscarEmail('aluno-1')).toBe('b@example.com');
    });

    it('gives what is due once, with the address, and again when the taker is gone too long', async () => {
      await notificacoes.guardarEmail('aluno-1', 'a@example.com');
      await keep('n-1');
      const [taken, ...others] = await entregas.tomar(T0, after(1_000), 10);
      expect(others).toEqual([]);
      expect(taken).toMatchObject({
        email: 'a@example.com',
        entrega: { tentativas: 1 },
        notificacao: { id: 'n-1' },
      });
      expect(await entregas.tomar(after(999), after(2_000), 10)).toEqual([]);
      expect((await entregas.tomar(after(1_000), after(2_000), 10))[0]?.entrega.tentativas).toBe(2);
    });

    it('never gives one delivery to two takers at once', async () => {
      for (let i = 0; i < 20; i++) await keep(`n-${i}`);
      const takes = await Promise.all(Array.from({ length: 8 }, () => entregas.tomar(T0, after(1_000), 5)));
      const ids = takes.flat().map(({ entrega }) => entrega.id);
      expect(ids).toHaveLength(20);
      expect(new Set(ids).size).toBe(20);
    });

    it('waits for the next attempt, and forgets what is done', async () => {
      await keep('n-1');
      expect(await entregas.proxima()).toEqual(T0);
      await entregas.tomar(T0, after(1_000), 10);
      const again = { situacao: 'pendente', proximaTentativaEm: after(5_000), erro: 'caiu' } as const;
      await entregas.concluir('n-1-webhook', again, after(10));
      expect(await entregas.proxima()).toEqual(after(5_000));
      await entregas.tomar(after(5_000), after(6_000), 10);
      await entregas.concluir('n-1-webhook', { situacao: 'entregue' }, after(5_010));
      expect(await entregas.proxima()).toBeUndefined();
      expect((await notificacoes.buscar('n-1'))?.entregas).toMatchObject([
        { situacao: 'entregue', tentativas: 2, entregueEm: after(5_010) },
      ]);
    });

    it('lists the dead, the newest first, and revives one with its attempts counted anew', async () => {
      for (const [i, id] of ['n-1', 'n-2', 'n-3'].entries()) {
        await keep(id);
        await entregas.tomar(T0, after(1_000), 10);
        await entregas.concluir(`${id}-webhook`, { situacao: 'morta', erro: 'não' }, after(i));
      }
      const first = await entregas.listarMortas(2);
      expect(first.map(({ entrega }) => entrega.id)).toEqual(['n-3-webhook', 'n-2-webhook']);
      const last = first[1]?.entrega;
      const key = { mortaEm: last?.mortaEm ?? T0, id: last?.id ?? '' };
      expect((await entregas.listarMortas(2, key)).map(({ entrega }) => entrega.id)).toEqual(['n-1-webhook']);
      expect(await entregas.reviver('n-1-webhook', after(9_000))).toBe('revivida');
      expect(await entregas.reviver('n-1-webhook', after(9_000))).toBe('viva');
      expect(await entregas.reviver('n-9', after(9_000))).toBe('desconhecida');
      const [due] = await entregas.tomar(after(9_000), after(10_000), 10);
      expect(due?.entrega).toMatchObject({ id: 'n-1-webhook', tentativas: 1 });
      expect((await entregas.buscarNotificacaoDe('n-1-webhook'))?.id).toBe('n-1');
    });
  });
}
