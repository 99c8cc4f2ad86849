import fc from 'fast-check';
import { aula, curso, ordemDe } from '../../test/exemplos.js';
import {
  editarAula,
  editarModulo,
  inserirAula,
  inserirModulo,
  removerAula,
  removerModulo,
} from './editar.js';

const AGORA = new Date('2026-04-01T00:00:00Z');
const um = curso('um');

describe('editing a course', () => {
  it.each([
    [0, ['m1', 'm2', 'm9']],
    [1, ['m9', 'm1', 'm2']],
    [2, ['m1', 'm9', 'm2']],
    [99, ['m1', 'm2', 'm9']],
  ])('puts a new module at position %i', (posicao, ordem) => {
    const depois = inserirModulo(um, { id: 'm9', titulo: 'Nove', descricao: '' }, posicao, AGORA);
    expect(depois.modulos.map(({ id }) => id)).toEqual(ordem);
  });

  it('moves a module with its lessons', () => {
    expect(ordemDe(editarModulo(um, 'm2', { posicao: 1 }, AGORA))).toEqual({ m2: ['c'], m1: ['a', 'b'] });
  });

  it('keeps the place of what is changed without a position', () => {
    const depois = editarAula(
      editarModulo(um, 'm1', { titulo: 'Outro' }, AGORA),
      'a',
      { titulo: 'Outra' },
      AGORA,
    );
    expect(ordemDe(depois)).toEqual(ordemDe(um));
    expect([depois.modulos[0]?.titulo, depois.modulos[0]?.aulas[0]?.titulo]).toEqual(['Outro', 'Outra']);
  });

  it('moves a lesson within its module', () => {
    expect(ordemDe(editarAula(um, 'a', { posicao: 2 }, AGORA))).toEqual({ m1: ['b', 'a'], m2: ['c'] });
  });

  it('moves a lesson to the end of another module, or to a place in it', () => {
    expect(ordemDe(editarAula(um, 'a', { idModulo: 'm2' }, AGORA))).toEqual({ m1: ['b'], m2: ['c', 'a'] });
    const primeira = editarAula(um, 'a', { idModulo: 'm2', posicao: 1 }, AGORA);
    expect(ordemDe(primeira)).toEqual({ m1: ['b'], m2: ['a', 'c'] });
  });

  it('loses and doubles no lesson, wherever they are moved', () => {
    const move = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      idModulo: fc.option(fc.constantFrom('m1', 'm2'), { nil: undefined }),
      posicao: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const depois = moves.reduce((c, { id, ...to }) => editarAula(c, id, to, AGORA), um);
        expect(Object.values(ordemDe(depois)).flat().sort()).toEqual(['a', 'b', 'c']);
      }),
    );
  });

  it('dates what changed, and nothing else', () => {
    const depois = editarAula(um, 'a', { titulo: 'Outra' }, AGORA);
    expect(depois.atualizadoEm).toEqual(AGORA);
    expect(depois.modulos[0]?.aulas.map(({ atualizadoEm }) => atualizadoEm)).toEqual([
      AGORA,
      um.atualizadoEm,
    ]);
    expect(depois.modulos[0]?.aulas[0]?.criadoEm).toEqual(um.criadoEm);
  });

  it.each([
    ['MODULO_JA_EXISTE', () => inserirModulo(um, { id: 'm1', titulo: '', descricao: '' }, 0, AGORA)],
    ['AULA_JA_EXISTE', () => inserirAula(um, 'm2', aula('a'), 0, AGORA)],
    ['MODULO_NAO_ENCONTRADO', () => inserirAula(um, 'm9', aula('z'), 0, AGORA)],
    ['MODULO_NAO_ENCONTRADO', () => editarAula(um, 'a', { idModulo: 'm9' }, AGORA)],
    ['AULA_NAO_ENCONTRADA', () => editarAula(um, 'z', {}, AGORA)],
    ['AULA_NAO_ENCONTRADA', () => removerAula(um, 'z', AGORA)],
    ['MODULO_COM_AULAS', () => removerModulo(um, 'm1', AGORA)],
  ])('refuses with %s', (reason, edit) => {
    expect(edit).toThrow(expect.objectContaining({ reason }));
  });
});
