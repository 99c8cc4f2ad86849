import { aula } from '../../test/exemplos.js';
import type { AulaLida } from './curso.js';
import { passagensPara } from './passagens.js';

const lida = (id: string, conteudo: string): AulaLida => ({
  ...aula(id),
  conteudo,
  idModulo: 'm',
  posicao: 1,
});
const MIB = 1024 * 1024;

describe('passagensPara', () => {
  it('sends every lesson in reading order when they fit', () => {
    const aulas = [lida('a', 'x'), lida('b', 'fotossíntese')];
    expect(passagensPara(aulas, 'O que é fotossíntese?')).toEqual(aulas);
  });

  it('prefers the lessons that hold the words of the question when they do not fit', () => {
    const aulas = ['a', 'b', 'c', 'd'].map((id) =>
      lida(id, `${id === 'd' ? 'A FOTOSSINTESE ' : ''}${'x'.repeat(MIB)}`),
    );
    const ids = passagensPara(aulas, 'explique fotossíntese').map(({ id }) => id);
    expect(ids).toEqual(['d', 'a']);
  });

  it('sends at most 500', () => {
    expect(
      passagensPara(
        Array.from({ length: 501 }, (_, i) => lida(`a${i}`, 'x')),
        'luz',
      ),
    ).toHaveLength(500);
  });
});
