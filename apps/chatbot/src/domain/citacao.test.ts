import { conferirCitacoes, localizarCitacao, localizarCitacoes, passagemPrincipal } from './citacao.js';

const passagens = [
  { id: 'a', titulo: '', texto: 'Uma célula viva.\n\nA *membrana*\n  plasmática separa a célula do meio.' },
  { id: 'b', titulo: '', texto: 'A mitocôndria produz energia. Uma célula viva.' },
];
const em = (idPassagem: string, trecho: string) => localizarCitacao({ idPassagem, trecho }, passagens);

describe('localizarCitacao', () => {
  it('cites the place of exact words', () => {
    expect(em('b', 'produz energia')).toEqual({
      idPassagem: 'b',
      texto: 'produz energia',
      inicio: 14,
      fim: 28,
    });
  });

  it('looks first in the passage that is named', () => {
    expect(em('b', 'Uma célula viva.')?.idPassagem).toBe('b');
    expect(em('', 'Uma célula viva.')?.idPassagem).toBe('a');
  });

  it('looks past space and emphasis, and cites the passage with its own', () => {
    expect(em('a', 'A membrana plasmática separa')?.texto).toBe('A *membrana*\n  plasmática separa');
  });

  it.each([
    ['another word', 'produz oxigênio'],
    ['another case', 'PRODUZ ENERGIA'],
    ['a missing accent', 'A mitocondria produz'],
    ['words left out', 'A mitocôndria energia'],
    ['a word or two', 'A mito'],
    ['nothing but marks', '** ** ** ** **'],
  ])('does not take %s', (_case, trecho) => {
    expect(em('b', trecho)).toBeUndefined();
  });
});

it('cites each place once', () => {
  const trecho = { idPassagem: 'b', trecho: 'produz energia' };
  expect(localizarCitacoes([trecho, { ...trecho, idPassagem: '' }], passagens)).toHaveLength(1);
});

it('calls the passage that most of the words are from the main one', () => {
  const trechos = ['Uma célula viva.', 'A mitocôndria produz energia.'].map((trecho) => ({
    idPassagem: '',
    trecho,
  }));
  expect(passagemPrincipal(localizarCitacoes(trechos, passagens))).toBe('b');
  expect(passagemPrincipal([])).toBe('');
});

describe('conferirCitacoes', () => {
  const boa = { idPassagem: 'b', texto: 'produz energia', inicio: 14, fim: 28 };

  it('lets verbatim citations pass', () => {
    expect(() => conferirCitacoes([boa], passagens)).not.toThrow();
  });

  it.each([
    ['shifted', { ...boa, inicio: 13, fim: 27 }],
    ['altered', { ...boa, texto: 'produz Energia' }],
    ['of another passage', { ...boa, idPassagem: 'a' }],
    ['of no passage', { ...boa, idPassagem: 'c' }],
    ['empty', { ...boa, texto: '', inicio: 3, fim: 3 }],
  ])('throws on one that is %s', (_case, citacao) => {
    expect(() => conferirCitacoes([citacao], passagens)).toThrow('not verbatim');
  });
});
