import type { Chave, FilaDeMetricas, Interacoes } from '../app/ports.js';
import type { Interacao } from '../domain/interacao.js';

export const RESPONDIDA_EM = new Date('2026-03-02T12:00:00Z');

export const interacao = (id: string, fields: Partial<Interacao> = {}): Interacao => ({
  id,
  idUsuario: 'aluno-1',
  idCurso: 'botanica',
  idAula: 'folhas',
  idConversa: 'conversa-1',
  duvida: 'Onde?',
  resposta: {
    texto: 'Nos cloroplastos.',
    encontrou: true,
    tutor: 'offline',
    modelo: 'bm25-pt',
    citacoes: [{ idPassagem: 'a', texto: 'Nos', inicio: 0, fim: 3 }],
    idPassagem: 'a',
    confianca: 0.75,
    tokensEntrada: 0,
    tokensSaida: 0,
  },
  motivoOffline: 'SEM_CHAVE',
  latenciaMs: 1.5,
  respondidaEm: RESPONDIDA_EM,
  ...fields,
});

const chave = (fields: Partial<Chave> = {}): Chave => ({
  requestId: 'p-1',
  conteudo: { duvida: 'Onde?' },
  desde: new Date(RESPONDIDA_EM.getTime() - 1),
  ...fields,
});

export interface Historico {
  readonly interacoes: Interacoes;
  readonly fila: FilaDeMetricas;
}

/** What every home of interactions and of the measures that wait must do; at most three may wait. */
export function interacoesContract(name: string, open: () => Promise<Historico>): void {
  describe(`${name} as Interacoes`, () => {
    let interacoes: Interacoes;

    beforeEach(async () => {
      ({ interacoes } = await open());
    });

    it('gives back what it keeps', async () => {
      const one = interacao('a', { nota: 4 });
      expect(await interacoes.guardar(one, undefined)).toEqual(one);
      expect(await interacoes.buscar('a')).toEqual(one);
      expect(await interacoes.buscar('b')).toBeUndefined();
    });

    it('keeps an answer of a language model, which has no confidence', async () => {
      const { confianca: _, ...resposta } = interacao('a').resposta;
      const one = interacao('a', { resposta: { ...resposta, tutor: 'gemini' }, motivoOffline: '' });
      await interacoes.guardar(one, undefined);
      expect(await interacoes.buscar('a')).toEqual(one);
    });

    it('keeps one per key, and refuses the key for another content', async () => {
      const first = await interacoes.guardar(interacao('a'), chave());
      expect(await interacoes.guardar(interacao('b'), chave())).toEqual(first);
      expect(await interacoes.buscarPorChave(chave())).toEqual(first);
      expect(await interacoes.buscarPorChave(chave({ requestId: 'p-2' }))).toBeUndefined();
      const other = chave({ conteudo: { duvida: 'Quando?' } });
      await expect(interacoes.guardar(interacao('c'), other)).rejects.toMatchObject({
        reason: 'PEDIDO_DIFERENTE',
      });
      await expect(interacoes.buscarPorChave(other)).rejects.toMatchObject({ reason: 'PEDIDO_DIFERENTE' });
      expect(await interacoes.buscar('c')).toBeUndefined();
    });

    it('forgets a key after its time', async () => {
      await interacoes.guardar(interacao('a'), chave());
      const later = chave({ desde: RESPONDIDA_EM, conteudo: { duvida: 'Quando?' } });
      expect(await interacoes.buscarPorChave(later)).toBeUndefined();
      const respondidaEm = new Date(RESPONDIDA_EM.getTime() + 1);
      expect((await interacoes.guardar(interacao('b', { respondidaEm }), later)).id).toBe('b');
      expect((await interacoes.buscar('a'))?.id).toBe('a');
    });

    it('lists one user’s, the newest first, of one conversation when asked', async () => {
      for (const id of ['a', 'b', 'c']) {
        await interacoes.guardar(
          interacao(id, { idConversa: id === 'b' ? 'conversa-2' : 'conversa-1' }),
          undefined,
        );
      }
      await interacoes.guardar(interacao('d', { idUsuario: 'aluno-2' }), undefined);
      const idsOf = async (filtro: { idConversa?: string; antesDe?: string; limite?: number }) =>
        (await interacoes.listar({ idUsuario: 'aluno-1', idConversa: '', limite: 10, ...filtro })).map(
          ({ id }) => id,
        );
      expect(await idsOf({})).toEqual(['c', 'b', 'a']);
      expect(await idsOf({ limite: 1 })).toEqual(['c']);
      expect(await idsOf({ antesDe: 'c' })).toEqual(['b', 'a']);
      expect(await idsOf({ idConversa: 'conversa-1' })).toEqual(['c', 'a']);
    });

    it('deletes one user’s, keys included', async () => {
      await interacoes.guardar(interacao('a'), chave());
      await interacoes.guardar(interacao('b', { idUsuario: 'aluno-2' }), undefined);
      await interacoes.apagar('aluno-1');
      expect(await interacoes.buscar('a')).toBeUndefined();
      expect(await interacoes.buscarPorChave(chave())).toBeUndefined();
      expect((await interacoes.buscar('b'))?.id).toBe('b');
    });

    it('keeps the last rating', async () => {
      await interacoes.guardar(interacao('a'), undefined);
      expect((await interacoes.avaliar('a', 2))?.nota).toBe(2);
      expect(await interacoes.avaliar('a', 5)).toEqual(interacao('a', { nota: 5 }));
      expect(await interacoes.avaliar('b', 5)).toBeUndefined();
    });
  });

  describe(`${name} as FilaDeMetricas`, () => {
    let interacoes: Interacoes;
    let fila: FilaDeMetricas;

    beforeEach(async () => {
      ({ interacoes, fila } = await open());
    });

    const keep = async (...ids: string[]) => {
      for (const id of ids) await interacoes.guardar(interacao(id), undefined);
    };
    const waiting = async () => (await fila.proximas(10)).map(({ metrica }) => metrica.idInteracao);

    it('queues the measures of what is kept, without a text', async () => {
      await keep('a');
      expect((await fila.proximas(10)).map(({ metrica }) => metrica)).toEqual([
        {
          idInteracao: 'a',
          idUsuario: 'aluno-1',
          idCurso: 'botanica',
          idAula: 'folhas',
          ocorridaEm: RESPONDIDA_EM,
          latenciaMs: 1.5,
          offline: true,
          encontrou: true,
          tokensEntrada: 0,
          tokensSaida: 0,
          modelo: 'bm25-pt',
        },
      ]);
      expect(await fila.contar()).toBe(1);
    });

    it('queues nothing for a key that was used', async () => {
      await interacoes.guardar(interacao('a'), chave());
      await interacoes.guardar(interacao('b'), chave());
      expect(await waiting()).toEqual(['a']);
    });

    it('gives the oldest first, those that failed after the others', async () => {
      await keep('a', 'b', 'c');
      await fila.falharam(await fila.proximas(1));
      expect(await waiting()).toEqual(['b', 'c', 'a']);
    });

    it('takes off what is done', async () => {
      await keep('a', 'b');
      const [first] = await fila.proximas(1);
      if (first !== undefined) await fila.concluir(first);
      expect(await waiting()).toEqual(['b']);
      expect(await fila.buscar('a')).toBeUndefined();
    });

    it('keeps a rating that comes while the measures are on their way, even one given before', async () => {
      await keep('a');
      await interacoes.avaliar('a', 5);
      const [onItsWay] = await fila.proximas(1);
      await interacoes.avaliar('a', 3);
      await interacoes.avaliar('a', 5);
      if (onItsWay !== undefined) await fila.concluir(onItsWay);
      expect((await fila.buscar('a'))?.metrica.nota).toBe(5);
      expect(await fila.contar()).toBe(1);
    });

    it('queues a rating again after the measures were delivered', async () => {
      await keep('a');
      for (const pendente of await fila.proximas(1)) await fila.concluir(pendente);
      await interacoes.avaliar('a', 4);
      expect((await fila.buscar('a'))?.metrica.nota).toBe(4);
    });

    it('drops the oldest when it is full', async () => {
      await keep('a', 'b', 'c', 'd', 'e');
      expect(await waiting()).toEqual(['c', 'd', 'e']);
    });

    it('keeps what waits when a user’s history is deleted', async () => {
      await keep('a');
      await interacoes.apagar('aluno-1');
      expect(await waiting()).toEqual(['a']);
    });
  });
}
