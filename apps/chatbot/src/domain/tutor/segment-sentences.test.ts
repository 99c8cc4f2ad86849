import { segmentSentences } from './segment-sentences.js';

const sentencesOf = (text: string): string[] =>
  segmentSentences(text).map(({ start, end }) => text.slice(start, end));

describe('segmentSentences', () => {
  it('splits at full stops, question and exclamation marks', () => {
    expect(sentencesOf('Chove. Faz sol? Sim! Fim…')).toEqual(['Chove.', 'Faz sol?', 'Sim!', 'Fim…']);
  });

  it.each([
    'O Dr. Silva e a Profa. Lima vieram.',
    'Segundo o art. 5 da lei n.º 10, cabe recurso.',
    'O inciso 1.º do § 2.º foi revogado.',
    'O valor de π é 3.14 e a conta deu 1.000 reais.',
    'Cerâmica, metal, etc. também servem.',
    'No século VII a.C. os textos eram de barro.',
    'J. K. Souza escreveu o livro.',
    'A bactéria E. coli vive no intestino.',
    'Ela disse "basta!" e saiu.',
  ])('keeps whole: %s', (sentence) => {
    expect(sentencesOf(sentence)).toEqual([sentence]);
  });

  it('splits after an abbreviation that a capital follows', () => {
    expect(sentencesOf('Viveu no século VII a.C. Depois veio Roma, etc. Nada mais.')).toEqual([
      'Viveu no século VII a.C.',
      'Depois veio Roma, etc.',
      'Nada mais.',
    ]);
  });

  it('splits before small letters only in a text without capitals', () => {
    expect(sentencesOf('o prazo é de dez dias. após o prazo, cabe recurso.')).toHaveLength(2);
    expect(sentencesOf('O prazo (ver p.ex. anexo. seção) é de dez dias.')).toHaveLength(1);
  });

  it('keeps closing quotes, brackets and emphasis with their sentence', () => {
    expect(sentencesOf('**Cuidado!** (Isto é sério.) "Muito." Fim.')).toEqual([
      '**Cuidado!**',
      '(Isto é sério.)',
      '"Muito."',
      'Fim.',
    ]);
  });

  it('does not split inside the address of a link, and quotes the whole link', () => {
    const text =
      'Leia [este texto](https://exemplo.org/a. B.html). [Aqui](https://exemplo.org) há mais em [outro](b.c)';
    expect(sentencesOf(text.replace('a. B', 'a.B'))).toEqual([
      'Leia [este texto](https://exemplo.org/a.B.html).',
      '[Aqui](https://exemplo.org) há mais em [outro](b.c)',
    ]);
  });

  it('takes each list item and each table row as a sentence at least', () => {
    expect(sentencesOf('Órgãos:\n\n- raiz\n- folha. Respira.\n\n| a | b |\n|--|--|\n| c. D | e |')).toEqual([
      'Órgãos:',
      'raiz',
      'folha.',
      'Respira.',
      '| c. D | e |',
    ]);
  });

  it('leaves out what has nothing to read', () => {
    expect(sentencesOf('# Título\n\n<!-- nota -->\n\n***\n\n...\n\n```\ncódigo.\n```')).toEqual([]);
  });

  it('shows the sentence without addresses and with the same length', () => {
    const [sentence] = segmentSentences('Veja a [raiz](https://exemplo.org/segredo).');
    expect(sentence?.written).toContain('raiz');
    expect(sentence?.written).not.toContain('segredo');
    expect(sentence?.written).toHaveLength((sentence?.end ?? 0) - (sentence?.start ?? 0));
  });
});
