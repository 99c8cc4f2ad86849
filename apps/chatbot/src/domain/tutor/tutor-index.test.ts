import { createTutorIndex, type Passage, type TutorAnswer } from './index.js';

const COMPOSTAGEM = `# Compostagem

**Compostagem** é a transformação de restos de comida e de folhas em adubo, feita por fungos e bactérias. Ela dura de
60 a 120 dias, conforme o clima.

## Como montar

1. Forre o fundo da caixa com galhos, para o ar circular.
2. Alterne uma camada de restos úmidos com duas de folhas secas.
3. Revolva a mistura uma vez por semana.

## Problemas

O mau cheiro aparece porque falta ar na mistura. Carne e queijo não entram na caixa, pois atraem ratos.

| Sinal | Conserto |
|---|---|
| moscas | cobrir com serragem |

\`\`\`
proporcao = secos / umidos
\`\`\`
`;

const VULCOES = `Um vulcão é uma abertura da crosta por onde sai magma. O magma que chega à superfície chama-se lava.
O Brasil não tem vulcões ativos, porque fica no meio de uma placa tectônica.`;

const passages: readonly Passage[] = [
  { id: 'compostagem', titulo: 'Compostagem em casa', texto: COMPOSTAGEM },
  { id: 'vulcoes', titulo: 'Vulcões', texto: VULCOES },
];

const firstOf = (answer: TutorAnswer): string | undefined =>
  answer.found ? answer.citations[0]?.texto : undefined;

describe('answering from one lesson', () => {
  const tutor = createTutorIndex([passages[0] ?? { id: '', texto: '' }]);

  it.each([
    ['O que é compostagem?', '**Compostagem** é a transformação'],
    ['o que e compostagem', '**Compostagem** é a transformação'],
    ['Quantos dias dura a compostagem?', 'Ela dura de\n60 a 120 dias'],
    ['Por que aparece mau cheiro?', 'O mau cheiro aparece porque falta ar'],
    ['Por que queijo não entra na caixa?', 'Carne e queijo não entram'],
    ['Com que frequência devo revolver a mistura?', 'Revolva a mistura uma vez por semana.'],
    ['O que fazer contra moscas?', '| moscas | cobrir com serragem |'],
  ])('answers "%s"', (question, start) => {
    expect(firstOf(tutor.answer(question))).toContain(start);
  });

  it.each([
    'Qual é a capital da Mongólia?',
    'Quem escreveu Dom Casmurro?',
    'Quanto é sete vezes oito?',
    'Como funciona um motor a diesel?',
    'Quem venceu a Copa do Mundo de 2002?',
  ])('refuses "%s"', (question) => {
    expect(tutor.answer(question)).toMatchObject({ found: false, motivo: 'fora-do-assunto' });
  });

  it('says when a question names no subject', () => {
    expect(tutor.answer('E isso, por quê?')).toEqual({ found: false, confianca: 0, motivo: 'pergunta-vaga' });
  });

  it('never cites headings or code', () => {
    for (const question of ['Problemas da compostagem', 'Como montar a caixa?', 'secos e úmidos']) {
      const answer = tutor.answer(question);
      const cited = answer.found ? answer.citations.map(({ texto }) => texto).join('\n') : '';
      expect(cited).not.toMatch(/^#|proporcao/m);
    }
  });
});

describe('answering from a course', () => {
  const tutor = createTutorIndex(passages);

  it('finds the lesson that answers', () => {
    expect(tutor.answer('Como se chama o magma na superfície?')).toMatchObject({
      found: true,
      passageId: 'vulcoes',
    });
    expect(tutor.rank('camada de folhas secas', 3)[0]?.passageId).toBe('compostagem');
  });

  it('ranks no more than asked for', () => {
    expect(tutor.rank('mistura de magma', 1)).toHaveLength(1);
    expect(tutor.rank('mistura de magma', 9)).toHaveLength(2);
    expect(tutor.rank('mistura de magma', 0)).toEqual([]);
  });

  it('answers within the lesson given, and refuses what another one answers', () => {
    expect(tutor.answerWithin('vulcoes', 'O que é lava?').found).toBe(true);
    expect(tutor.answerWithin('compostagem', 'O que é lava?')).toMatchObject({ motivo: 'fora-do-assunto' });
  });

  it('does not know lessons it was not given', () => {
    expect(() => tutor.answerWithin('outra', 'O que é lava?')).toThrow(RangeError);
  });

  it('gives the same answer every time', () => {
    const question = 'Por que o Brasil não tem vulcões?';
    expect(tutor.answer(question)).toEqual(createTutorIndex(passages).answer(question));
  });
});

describe('citations', () => {
  const tutor = createTutorIndex(passages, { minConfidence: 0 });
  const questions = [
    'ar na mistura',
    'magma e lava',
    'restos de comida',
    'Brasil',
    'caixa com galhos',
    'moscas',
  ];

  it.each(questions)('are verbatim where they say they are: %s', (question) => {
    const answer = tutor.answer(question);
    const citations = answer.found ? answer.citations : [];
    expect(citations.length).toBeGreaterThan(0);
    for (const { passageId, texto, inicio, fim } of citations) {
      const source = passages.find(({ id }) => id === passageId)?.texto ?? '';
      expect(source.slice(inicio, fim)).toBe(texto);
      expect(texto).toBe(texto.trim());
    }
  });

  it('come best first, and no more than allowed', () => {
    const answer = createTutorIndex(passages, { maxCitations: 2 }).answer('O que é magma e o que é lava?');
    const scores = answer.found ? answer.citations.map(({ score }) => score) : [];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.length).toBeLessThanOrEqual(2);
  });

  it('hold their offsets after characters outside the basic plane', () => {
    const texto = '🌋🌋 Aviso. Lava é rocha derretida.';
    const answer = createTutorIndex([{ id: 'a', texto }]).answer('O que é lava?');
    expect(answer).toMatchObject({
      citations: [{ texto: 'Lava é rocha derretida.', inicio: 12, fim: texto.length }],
    });
  });
});

describe('limits of an index', () => {
  it('says when there is nothing to answer from', () => {
    const empty = { found: false, confianca: 0, motivo: 'sem-conteudo' };
    expect(createTutorIndex([]).answer('O que é lava?')).toEqual(empty);
    const headings = createTutorIndex([{ id: 'a', texto: '# Lava' }]);
    expect(headings.answer('O que é lava?')).toEqual(empty);
    expect(headings.answerWithin('a', 'O que é lava?')).toEqual(empty);
  });

  it('refuses two passages of one id', () => {
    const texto = 'Lava é rocha derretida.';
    expect(() =>
      createTutorIndex([
        { id: 'a', texto },
        { id: 'a', texto },
      ]),
    ).toThrow(RangeError);
  });

  it('answers more readily when less confidence is asked for', () => {
    const question = 'Quando a lava de Marte esfriou?';
    expect(createTutorIndex(passages, { minConfidence: 0.9 }).answer(question).found).toBe(false);
    expect(createTutorIndex(passages, { minConfidence: 0.1 }).answer(question).found).toBe(true);
  });
});
