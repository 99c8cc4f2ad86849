import { fold } from './tokenize.js';

const wordSet = (words: string): ReadonlySet<string> => new Set(fold(words).trim().split(/\s+/));

/** Words that ask: they say what kind of answer is wanted, never what it is about. */
export const QUESTION_WORDS = wordSet(
  'que quê qual quais quem onde quando quanto quanta quantos quantas como',
);

/** Articles and the contractions of `de`: in every sentence, so sharing one says nothing at all. */
export const ARTICLES = wordSet('o a os as de do da');

/**
 * Closed-class words and auxiliary verbs of Portuguese, folded: they carry structure and no subject.
 *
 * The pronouns `si` and `ti` are left out, because in lessons they are far oftener acronyms (SI, TI).
 */
export const FUNCTION_WORDS = wordSet(`
  o a os as um uma uns umas ao aos à às do da dos das de em no na nos nas num numa nuns numas dum duma pelo pela pelos
  pelas por para pra com sem sob sobre entre até desde após ante perante contra durante segundo
  e ou mas porém nem que se como quando onde porque pois então logo portanto embora caso também já ainda só mais menos
  muito muita muitos muitas pouco tão tanto tal tais todo toda todos todas cada outro outra outros outras mesmo mesma
  mesmos mesmas algum alguma alguns algumas nenhum nenhuma qualquer quaisquer
  eu tu ele ela nós vós você vocês eles elas me te lhe lhes lo la los las mim meu minha meus minhas teu tua seu
  sua seus suas nosso nossa nossos nossas este esta estes estas esse essa esses essas aquele aquela aqueles aquelas
  isto isso aquilo deste desta destes destas desse dessa desses dessas neste nesta nestes nestas nesse nessa nesses
  nessas daquele daquela naquele naquela disto disso nisto nisso dele dela deles delas nele nela neles nelas
  ser é são era eram foi foram será serão seria seriam seja sejam fosse fossem sendo sido estar está estão estava
  estavam esteve estiveram estado ter tem têm tinha tinham teve tiveram terá terão tendo tido há havia houve haver haja
  ir vai vão
  quem qual quais quanto quanta quantos quantas cujo cuja cujos cujas quê não sim lá aí ali aqui assim apenas além
  dentro fora
`);

/**
 * Content words so general in school and reference Portuguese that sharing one says little about the subject: `tipo`,
 * `exemplo`, `utilizar`. Each stands for all its forms. They count in full when choosing a sentence, less when choosing
 * what to read and when asking whether there is an answer at all.
 */
export const GENERAL_WORDS = wordSet(`
  acontecer ano apresentar atual atualmente base característica causa chamar citar coisa conceito consequência conter
  começar consistir criar dar definir definição dever dia diferença diferente dizer duração efeito encontrar entender
  época exemplo existir explicar falar fato fazer faz ficar finalidade forma frequência função funcionar geral
  geralmente grande grupo hoje ideia importância importante indicar lugar local maior maneira melhor menor mês modo
  momento mostrar motivo mundo necessário nome novo número objetivo ocorrer ordem parte papel passar período pessoa
  poder possível possuir precisar primeiro principal problema processo propósito quantidade razão realizar receber
  referir relação relacionar resultado servir serve significar significado surgir tamanho tempo termo tipo tornar tratar
  último único usar utilizar uso valor vantagem vez vida
`);

/** Whether a folded word may carry a subject. */
export const isContentWord = (word: string): boolean => !FUNCTION_WORDS.has(word);
