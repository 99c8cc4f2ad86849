import { aula, curso, INICIO, modulo, ordemDe } from '../../test/exemplos.js';
import type { Cursos, Inscricoes } from '../app/ports.js';
import type { Curso } from '../domain/curso.js';

interface Stores {
  readonly cursos: Cursos;
  readonly inscricoes: Inscricoes;
}

/** Stores courses as they are, whatever the rules say. */
export const gravar = (cursos: Cursos, ...novos: readonly Curso[]): Promise<void> =>
  cursos.alterar(
    novos.map(({ id }) => id),
    () => ({ gravar: novos, resposta: undefined }),
  );

const semTextos = (um: Curso): Curso => ({
  ...um,
  modulos: um.modulos.map((m) => ({ ...m, aulas: m.aulas.map(({ conteudo: _texto, ...a }) => a) })),
});

/** What every home of courses must do. */
export function cursosContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name} as Cursos`, () => {
    let cursos: Cursos;
    let inscricoes: Inscricoes;

    beforeEach(async () => {
      ({ cursos, inscricoes } = await open());
    });

    const ids = async (palavras: readonly string[], rascunhos = false): Promise<string[]> =>
      (await cursos.listar({ palavras, rascunhos }, { limite: 10 })).map((linha) => linha.curso.id);

    it('gives back a course as it was stored, without the text of its lessons', async () => {
      const um = curso('um', { etiquetas: ['física', 'óptica'], preRequisitos: ['z', 'a'] });
      await gravar(cursos, curso('z'), curso('a'), um);
      expect(await cursos.buscar('um')).toEqual(semTextos(um));
      expect(await cursos.buscar('outro')).toBeUndefined();
    });

    it('gives a lesson with its text and place', async () => {
      await gravar(cursos, curso('um'));
      expect(await cursos.buscarAula('um', 'b')).toEqual({ ...aula('b'), idModulo: 'm1', posicao: 2 });
      expect(await cursos.buscarAula('um', 'x')).toBeUndefined();
    });

    it('gives the lessons in reading order, drafts only when asked', async () => {
      const rascunho = aula('b', { situacao: 'rascunho' });
      await gravar(
        cursos,
        curso('um', { modulos: [modulo('m2', [aula('c'), rascunho]), modulo('m1', [aula('a')])] }),
      );
      const read = async (rascunhos: boolean) =>
        (await cursos.aulas('um', { rascunhos })).map(({ id }) => id);
      expect(await read(true)).toEqual(['c', 'b', 'a']);
      expect(await read(false)).toEqual(['c', 'a']);
    });

    it('keeps the text of lessons that are written without it, wherever they move', async () => {
      await gravar(cursos, curso('um'));
      await cursos.alterar(['um'], (acervo) => {
        const [um] = acervo.cursos.values();
        const [m1, m2] = um?.modulos ?? [];
        if (!um || !m1 || !m2) throw new Error('expected the course');
        const modulos = [{ ...m2, aulas: [...m2.aulas, ...m1.aulas] }];
        return { gravar: [{ ...um, modulos }], resposta: undefined };
      });
      const depois = await cursos.aulas('um', { rascunhos: true });
      expect(depois.map(({ id, idModulo, conteudo }) => [id, idModulo, conteudo])).toEqual([
        ['c', 'm2', 'Texto de c'],
        ['a', 'm2', 'Texto de a'],
        ['b', 'm2', 'Texto de b'],
      ]);
    });

    it('replaces, adds and removes modules and lessons', async () => {
      await gravar(cursos, curso('um'));
      const nova = aula('d', { conteudo: 'Novo' });
      const mudado = curso('um', {
        titulo: 'Outro',
        modulos: [modulo('m3', [nova]), modulo('m1', [aula('a', { conteudo: 'Mudado' })])],
      });
      await cursos.alterar(['um'], () => ({ gravar: [mudado], resposta: undefined }));
      expect(ordemDe((await cursos.buscar('um')) ?? curso('x'))).toEqual({ m3: ['d'], m1: ['a'] });
      expect((await cursos.buscarAula('um', 'a'))?.conteudo).toBe('Mudado');
      expect(await cursos.buscarAula('um', 'c')).toBeUndefined();
    });

    it('shows a decision the courses it asks for, with text when it wants, and the whole graph', async () => {
      await gravar(cursos, curso('um'), curso('dois', { preRequisitos: ['um'] }));
      const visto = await cursos.alterar(['um', 'falta'], (acervo) => ({ resposta: acervo }));
      expect([...visto.cursos.keys()]).toEqual(['um']);
      expect(visto.cursos.get('um')?.modulos[0]?.aulas[0]?.conteudo).toBeUndefined();
      expect(visto.grafo.get('dois')?.preRequisitos).toEqual(['um']);
      const textos = await cursos.alterar(['um'], (acervo) => ({ resposta: acervo }), { comTextos: true });
      expect(textos.cursos.get('um')).toEqual(curso('um'));
    });

    it('writes nothing when the decision refuses', async () => {
      const refused = cursos.alterar(['um'], () => {
        throw new RangeError('não');
      });
      await expect(refused).rejects.toThrow(RangeError);
      expect(await cursos.buscar('um')).toBeUndefined();
    });

    it('makes a change once per key', async () => {
      const pedido = { escopo: 'Teste', requestId: 'r-1', corpo: { a: 1 } };
      const criar = (id: string) =>
        cursos.alterar([id], () => ({ gravar: [curso(id)], resposta: id }), { pedido });
      expect(await criar('um')).toBe('um');
      expect(await criar('dois')).toBe('um');
      expect(await cursos.buscar('dois')).toBeUndefined();
    });

    it('loses no change of many made at once', async () => {
      await gravar(cursos, curso('um', { etiquetas: [] }));
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          cursos.alterar(['um'], (acervo) => {
            const um = acervo.cursos.get('um') ?? curso('um');
            return { gravar: [{ ...um, etiquetas: [...um.etiquetas, `e${i}`] }], resposta: undefined };
          }),
        ),
      );
      expect(new Set((await cursos.buscar('um'))?.etiquetas).size).toBe(20);
    });

    it('lists by title without accents and case, page by page, with the number of published lessons', async () => {
      const titulos = { b: 'Álgebra', c: 'Biologia', a: 'algas', d: 'Zoologia' };
      await gravar(cursos, ...Object.entries(titulos).map(([id, titulo]) => curso(id, { titulo })));
      await gravar(cursos, curso('e', { titulo: 'Ábaco', situacao: 'rascunho' }));
      const filtro = { palavras: [], rascunhos: false };
      const first = await cursos.listar(filtro, { limite: 2 });
      expect(first.map(({ curso: um }) => um.titulo)).toEqual(['algas', 'Álgebra']);
      expect(first[0]).toEqual({ curso: { ...curso('a', { titulo: 'algas' }), modulos: [] }, totalAulas: 3 });
      const second = await cursos.listar(filtro, { limite: 5, apos: { ordem: 'algebra', id: 'b' } });
      expect(second.map(({ curso: um }) => um.titulo)).toEqual(['Biologia', 'Zoologia']);
      expect(await cursos.total(filtro)).toBe(4);
      expect(await cursos.total({ palavras: [], rascunhos: true })).toBe(5);
    });

    it('finds every word in title, summary, tags or lesson titles', async () => {
      const modulos = [modulo('m', [aula('a', { titulo: 'Reação química' })])];
      await gravar(
        cursos,
        curso('um', { titulo: 'Ciências', resumo: 'Da AÇÃO', etiquetas: ['física'], modulos }),
      );
      for (const palavras of [['ciencias'], ['acao', 'fisica'], ['quimica', 'ciencias'], ['quimic']]) {
        expect(await ids(palavras)).toEqual(['um']);
      }
      expect(await ids(['acao', 'biologia'])).toEqual([]);
    });

    it('searches drafts only when asked', async () => {
      const modulos = [modulo('m', [aula('a'), aula('b', { titulo: 'Secreta', situacao: 'rascunho' })])];
      await gravar(
        cursos,
        curso('um', { modulos }),
        curso('dois', { titulo: 'Secreto', situacao: 'rascunho' }),
      );
      expect(await ids(['secret'])).toEqual([]);
      expect(await ids(['secret'], true)).toEqual(['um', 'dois']);
    });

    it('takes wildcards of SQL for what they are', async () => {
      await gravar(cursos, curso('um', { titulo: '100% puro' }), curso('dois', { titulo: 'a_b\\c' }));
      expect(await ids(['100%'])).toEqual(['um']);
      expect(await ids(['%'])).toEqual(['um']);
      expect(await ids(['a_b\\'])).toEqual(['dois']);
      expect(await ids(['a%b'])).toEqual([]);
    });

    it('counts enrolments, and takes them along with a course that is deleted', async () => {
      await gravar(cursos, curso('um'));
      const inscricao = {
        idCurso: 'um',
        idUsuario: 'ana',
        situacao: 'ativa',
        inscritoEm: INICIO,
        aulasConcluidas: new Set(['a']),
      } as const;
      await inscricoes.alterar('um', 'ana', () => ({
        gravar: { inscricao, eventos: [] },
        resposta: undefined,
      }));
      const visto = await cursos.alterar(['um'], (acervo) => ({ resposta: acervo.inscritos.get('um') }));
      expect(visto).toBe(1);
      await cursos.alterar(['um'], () => ({ remover: ['um'], resposta: undefined }));
      expect(await cursos.buscar('um')).toBeUndefined();
      expect(await inscricoes.buscar('um', 'ana')).toBeUndefined();
    });
  });
}
