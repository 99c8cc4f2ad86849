import { indexPassages, pairKey } from './passage-index.js';
import { stem } from './stem.js';

describe('indexPassages', () => {
  it('counts the words of title, headings and sentences, each heading once', () => {
    const index = indexPassages([
      { id: 'a', titulo: 'Raiz', texto: '# Partes\n\nA raiz cresce. A raiz bebe.' },
    ]);
    const [passage] = index.passages;
    const raiz = index.vocabulary.add('raiz');
    expect(passage?.frequencies.get(raiz)).toBe(3);
    expect(passage?.frequencies.get(index.vocabulary.add('partes'))).toBe(1);
  });

  it('knows which passages hold a word', () => {
    const index = indexPassages([
      { id: 'a', texto: 'A raiz cresce.' },
      { id: 'b', texto: 'A folha cresce.' },
    ]);
    expect(index.holders.get(index.vocabulary.add('cresce'))).toEqual([0, 1]);
    expect(index.holders.get(index.vocabulary.add('folha'))).toEqual([1]);
  });

  it('knows the pairs of words within a sentence, not across sentences', () => {
    const [passage] = indexPassages([{ id: 'a', texto: 'O ciclo da água. Chuva forte.' }]).passages;
    expect(passage?.pairs.has(pairKey(stem('ciclo'), stem('agua')))).toBe(true);
    expect(passage?.pairs.has(pairKey(stem('agua'), stem('chuva')))).toBe(false);
  });

  it('sees where a sentence no longer continues the one before', () => {
    const [passage] = indexPassages([
      { id: 'a', texto: '# Um\n\nEste é um. Segue outro.\n\n# Dois\n\nMais um.' },
    ]).passages;
    expect(passage?.sentences.map(({ continues }) => continues)).toEqual([false, true, false]);
  });

  it('takes a passage without prose', () => {
    const index = indexPassages([{ id: 'a', texto: '```\ncódigo\n```' }]);
    expect(index.passages[0]?.sentences).toEqual([]);
  });
});
