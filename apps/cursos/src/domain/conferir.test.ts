import { aula, curso, modulo } from '../../test/exemplos.js';
import { conferir, MAX_AULAS, MAX_MODULOS } from './conferir.js';
import type { Curso } from './curso.js';

const grafo = (...cursos: Curso[]) => new Map(cursos.map((um) => [um.id, um]));
const refusal = (um: Curso, ...outros: Curso[]): string | undefined => {
  try {
    conferir(um, grafo(...outros));
    return undefined;
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};
const rascunho = (id: string, preRequisitos: string[] = []) =>
  curso(id, { situacao: 'rascunho', preRequisitos, modulos: [] });

describe('conferir', () => {
  it('lets an empty draft be', () => {
    expect(refusal(rascunho('a'))).toBeUndefined();
  });

  it('wants a published lesson in a published course', () => {
    const modulos = [modulo('m', [aula('x', { situacao: 'rascunho' })])];
    expect(refusal(curso('a', { modulos }))).toBe('CURSO_SEM_AULA_PUBLICADA');
  });

  it('wants prerequisites that exist', () => {
    expect(refusal(rascunho('a', ['b']))).toBe('PRE_REQUISITO_DESCONHECIDO');
  });

  it('refuses a cycle that the change closes', () => {
    expect(refusal(rascunho('a', ['b']), rascunho('b', ['c']), rascunho('c', ['a']), rascunho('a'))).toBe(
      'PRE_REQUISITO_CICLICO',
    );
  });

  it('wants published prerequisites of a published course only', () => {
    expect(refusal(curso('a', { preRequisitos: ['b'] }), rascunho('b'))).toBe('PRE_REQUISITO_NAO_PUBLICADO');
    expect(refusal(rascunho('a', ['b']), rascunho('b'))).toBeUndefined();
    expect(refusal(curso('a', { preRequisitos: ['b'] }), curso('b'))).toBeUndefined();
  });

  it('keeps published what a published course requires', () => {
    expect(refusal(rascunho('a'), curso('b', { preRequisitos: ['a'] }))).toBe('CURSO_EXIGIDO');
    expect(refusal(rascunho('a'), rascunho('b', ['a']))).toBeUndefined();
  });

  it('bounds modules and lessons', () => {
    const aulas = Array.from({ length: MAX_AULAS + 1 }, (_, i) => aula(`a${i}`));
    const modulos = Array.from({ length: MAX_MODULOS + 1 }, (_, i) => modulo(`m${i}`));
    expect(refusal(curso('a', { modulos: [modulo('m', aulas)] }))).toBe('CURSO_GRANDE_DEMAIS');
    expect(refusal(rascunho('a'), curso('x'))).toBeUndefined();
    expect(refusal({ ...rascunho('a'), modulos })).toBe('CURSO_GRANDE_DEMAIS');
  });
});
