import { aula, curso, INICIO, modulo } from '../../test/exemplos.js';
import type { Curso } from './curso.js';
import { type CursoEscrito, importar } from './importacao.js';

const AGORA = new Date('2026-04-01T00:00:00Z');
const escrito = (um: Curso): CursoEscrito => ({
  ...um,
  modulos: um.modulos.map((m) => ({
    ...m,
    aulas: m.aulas.map((a) => ({ ...a, conteudo: a.conteudo ?? '' })),
  })),
});

describe('importar', () => {
  it('makes a course that is not there', () => {
    const { curso: novo, relatorio } = importar(undefined, escrito(curso('um')), AGORA);
    expect(novo).toMatchObject({ id: 'um', criadoEm: AGORA });
    expect(relatorio).toMatchObject({ resultado: 'criado', aulasNovas: ['a', 'b', 'c'] });
  });

  it('changes nothing when the folder tells what is stored', () => {
    const { curso: novo, relatorio } = importar(curso('um'), escrito(curso('um')), AGORA);
    expect(novo).toBeUndefined();
    expect(relatorio.resultado).toBe('igual');
  });

  it('reports what is new, changed and gone, and dates only that', () => {
    const modulos = [modulo('m1', [aula('b', { conteudo: 'Outro' }), aula('d')]), modulo('m9', [aula('a')])];
    const { curso: novo, relatorio } = importar(curso('um'), escrito(curso('um', { modulos })), AGORA);
    expect(relatorio).toEqual({
      idCurso: 'um',
      resultado: 'alterado',
      aulasNovas: ['d'],
      aulasAlteradas: ['b'],
      aulasRemovidas: ['c'],
    });
    const datas = novo?.modulos.flatMap((m) => m.aulas.map((a) => [a.id, a.criadoEm, a.atualizadoEm]));
    expect(datas).toEqual([
      ['b', INICIO, AGORA],
      ['d', AGORA, AGORA],
      ['a', INICIO, INICIO],
    ]);
  });

  it('sees a new order of lessons', () => {
    const modulos = [modulo('m1', [aula('b'), aula('a')]), modulo('m2', [aula('c')])];
    expect(importar(curso('um'), escrito(curso('um', { modulos })), AGORA).relatorio.resultado).toBe(
      'alterado',
    );
  });
});
