import { markdownBlocks } from './markdown-blocks.js';

const blocksOf = (text: string): string[] =>
  markdownBlocks(text).map(({ start, end }) => text.slice(start, end));

describe('markdownBlocks', () => {
  it('joins the lines of a paragraph and separates paragraphs', () => {
    expect(blocksOf('Uma linha\nque segue.\n\nOutra.')).toEqual(['Uma linha\nque segue.', 'Outra.']);
  });

  it('gives each block the titles above it and no titles below their level', () => {
    const text = '# Plantas\n\n## Raiz\nA.\n\n## Folha ##\nB.\n\n# Animais\nC.';
    expect(markdownBlocks(text).map(({ headings }) => headings)).toEqual([
      ['Plantas', 'Raiz'],
      ['Plantas', 'Folha'],
      ['Animais'],
    ]);
  });

  it('reads underlined titles, and keeps a sign that belongs to a title', () => {
    const text = 'Linguagens\n===\n\n## C#\nTexto.';
    expect(markdownBlocks(text).map(({ headings }) => headings)).toEqual([['Linguagens', 'C#']]);
  });

  it('skips fenced code, even unclosed, and code that looks like titles', () => {
    expect(blocksOf('Antes.\n```sh\n# não é título\n```\nDepois.\n~~~\nfim')).toEqual(['Antes.', 'Depois.']);
  });

  it('skips indented code but not the continuation of a list item', () => {
    expect(blocksOf('Antes.\n\n    let x = 1;\n\n- item\n\n    segue o item')).toEqual([
      'Antes.',
      'item',
      'segue o item',
    ]);
  });

  it('makes a block of each list item, without marker or check box', () => {
    expect(blocksOf('- um\n* dois\n  segue\n1. três\n2) quatro\n- [x] feito')).toEqual([
      'um',
      'dois\n  segue',
      'três',
      'quatro',
      'feito',
    ]);
  });

  it('makes a block of each table row under the header of the table', () => {
    const text = '| Órgão | Função |\n|---|:-:|\n| raiz | absorver |\n| folha | respirar |\n\nFim.';
    const blocks = markdownBlocks(text);
    expect(blocksOf(text)).toEqual(['| raiz | absorver |', '| folha | respirar |', 'Fim.']);
    expect(blocks[0]).toMatchObject({ kind: 'row', headings: ['| Órgão | Função |'] });
    expect(blocks[2]?.headings).toEqual([]);
  });

  it('skips thematic breaks and link definitions', () => {
    expect(blocksOf('A.\n\n---\n\nB.\n\n[1]: https://exemplo.org\n\n* * *\nC.')).toEqual(['A.', 'B.', 'C.']);
  });

  it('drops quotation markers where a block starts', () => {
    expect(blocksOf('> citação\n> longa')).toEqual(['citação\n> longa']);
  });

  it('finds the same blocks with Windows line ends', () => {
    expect(blocksOf('# T\r\n\r\nUm.\r\n\r\n- a\r\n- b\r\n')).toEqual(['Um.', 'a', 'b']);
  });

  it('finds nothing in an empty text', () => {
    expect(markdownBlocks(' \n\n')).toEqual([]);
  });
});
