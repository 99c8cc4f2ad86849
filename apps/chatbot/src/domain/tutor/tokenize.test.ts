import { fold, tokenize } from './tokenize.js';

const folded = (text: string): string[] => tokenize(text).map((token) => token.folded);

describe('tokenize', () => {
  it('folds accents, cedillas and capitals', () => {
    expect(folded('Ação à Mão')).toEqual(['acao', 'a', 'mao']);
  });

  it('reads composed and decomposed accents alike', () => {
    expect(folded('fotossíntese'.normalize('NFD'))).toEqual(['fotossintese']);
  });

  it('keeps the separators of numbers and leaves ordinal signs out', () => {
    expect(folded('3,14 e 1.000 no art. 1.º')).toEqual(['3,14', 'e', '1.000', 'no', 'art', '1']);
  });

  it('separates words at hyphens', () => {
    expect(folded('pós-graduação: torná-lo')).toEqual(['pos', 'graduacao', 'torna', 'lo']);
  });

  it('gives offsets into the text as given, in UTF-16 code units', () => {
    const text = '🌱 A célula'.normalize('NFD');
    const [, cell] = tokenize(text);
    expect(text.slice(cell?.start, cell?.end)).toBe('célula'.normalize('NFD'));
  });
});

describe('fold', () => {
  it('leaves what is no letter in place', () => {
    expect(fold('É 50%?')).toBe('e 50%?');
  });
});
