/** What a question wants to be told; `undefined` when its wording does not say. */
export type ExpectedAnswer = 'definition' | 'amount' | 'time' | 'person' | 'reason' | 'place' | 'purpose';

interface Expectation {
  readonly kind: Exclude<ExpectedAnswer, 'definition'>;
  /** Over the folded question. */
  readonly asked: RegExp;
  /** Over the folded sentence, or over the sentence as written where capitals are the evidence. */
  readonly evidence: RegExp;
  readonly reads: 'folded' | 'written';
}

const DEFINITION =
  /^\W*(?:o )?que (?:e|sao|seria|seriam|significam?)\b|\bdefin(?:a|e|em|ir|icao|icoes)\b|\bsignifica(?:do|m)?\b|\bconceito de\b/;

// In order: the first that fits decides, so that "em que ano" is a time before anything else is a number.
const EXPECTATIONS: readonly Expectation[] = [
  {
    kind: 'time',
    asked:
      /\bquando\b|\b(?:que|qual|quais) (?:foi |e |era )?(?:o |a )?(?:ano|data|dia|mes|seculo|epoca|periodo|decada|momento)s?\b/,
    evidence:
      /\d{3,4}|\b(?:quando|apos|antes|depois|durante|desde|ate|inicio|final|seculos?|anos?|decadas?|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|dias?|periodo|epoca|prazo|momento)\b/,
    reads: 'folded',
  },
  {
    kind: 'amount',
    asked:
      /\bquant[oa]s?\b|\b(?:numero|quantidade|porcentagem|percentual|prazo|idade|valor|carga horaria|duracao|total)\b/,
    evidence:
      /\d|\b(?:uma?|dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze|quinze|dezesseis|vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento|duzent[oa]s|trezent[oa]s|mil|milhao|milhoes|bilhao|bilhoes|metade|dobro|terco|dezenas?|centenas?|nenhum|unic[oa])\b/,
    reads: 'folded',
  },
  { kind: 'person', asked: /\bquem\b/, evidence: /[^.!?\s]\s+["“(]?\p{Lu}\p{Ll}+/u, reads: 'written' },
  {
    kind: 'reason',
    asked: /\bpor ?que\b|\b(?:motivos?|razao|razoes|causas?|justificativas?)\b/,
    evidence:
      /\b(?:porque|pois|devido|causas?|causad[oa]s?|razao|razoes|motivos?|ja que|uma vez que|visto que|dado que|por isso|por ser|consequencia|gracas a|decorr\w+|justific\w+|necessidade)\b/,
    reads: 'folded',
  },
  {
    kind: 'place',
    asked: /\bonde\b|\bem que lugar\b/,
    evidence: /\b(?:em|no|na|nos|nas)\s+["“]?\p{Lu}/u,
    reads: 'written',
  },
  {
    kind: 'purpose',
    asked: /\b(?:objetivos?|finalidades?|para que|propositos?|intuito)\b/,
    evidence:
      /\b(?:objetiv\w+|visa\w*|finalidades?|fins|a fim de|busca\w*|propositos?|destina\w*|intuito|serv\w+ para|para \w+[aeio]r)\b/,
    reads: 'folded',
  },
];

/** Reads from a folded question the kind of answer it wants. */
export const expectedAnswerOf = (foldedQuestion: string): ExpectedAnswer | undefined => {
  if (DEFINITION.test(foldedQuestion)) return 'definition';
  return EXPECTATIONS.find(({ asked }) => asked.test(foldedQuestion))?.kind;
};

/** Whether a sentence holds something of the kind; definitions are judged apart, as they depend on what is defined. */
export const holdsExpected = (
  kind: Exclude<ExpectedAnswer, 'definition'>,
  sentence: { readonly written: string; readonly folded: string },
): boolean =>
  EXPECTATIONS.some(
    (expectation) => expectation.kind === kind && expectation.evidence.test(sentence[expectation.reads]),
  );
