import type { Citacao, Passagem } from './interacao.js';

/** What a tutor claims to have read: where, if it says so, and which words. */
export interface TrechoCitado {
  readonly idPassagem: string;
  readonly trecho: string;
}

/** Shorter quotes say nothing: single words are everywhere. */
const MIN_LENGTH = 8;
/** Longer quotes are no citations but copies. */
const MAX_LENGTH = 2_000;
/**
 * Finds a quote in the passages and cites the passage's own words there. The words must follow each other exactly; only
 * white space and emphasis marks between them may differ, and the citation holds those of the passage.
 *
 * The passage that is named goes first. Undefined when no passage has the words.
 */
export function localizarCitacao(
  { idPassagem, trecho }: TrechoCitado,
  passagens: readonly Passagem[],
): Citacao | undefined {
  const wanted = wordsOf(trecho).text.trim();
  if (wanted.length < MIN_LENGTH || trecho.length > MAX_LENGTH) return undefined;
  const named = passagens.filter(({ id }) => id === idPassagem);
  for (const passagem of [...named, ...passagens]) {
    const exact = passagem.texto.indexOf(trecho);
    if (exact >= 0) return citar(passagem, exact, exact + trecho.length);
    const { text, places } = wordsOf(passagem.texto);
    const found = text.indexOf(wanted);
    const [first, last] = [places[found], places[found + wanted.length - 1]];
    if (first !== undefined && last !== undefined) return citar(passagem, first, last + 1);
  }
  return undefined;
}

/** The citations of the quotes that are in the passages, each place once, in the order of the quotes. */
export function localizarCitacoes(
  trechos: readonly TrechoCitado[],
  passagens: readonly Passagem[],
): readonly Citacao[] {
  const found = new Map<string, Citacao>();
  for (const trecho of trechos) {
    const citacao = localizarCitacao(trecho, passagens);
    if (citacao === undefined) continue;
    const place = `${citacao.inicio}:${citacao.fim}:${citacao.idPassagem}`;
    if (!found.has(place)) found.set(place, citacao);
  }
  return [...found.values()];
}

/** The passage that most of the citations are from, by their length; empty without citations. */
export function passagemPrincipal(citacoes: readonly Citacao[]): string {
  const lengths = new Map<string, number>();
  for (const { idPassagem, texto } of citacoes) {
    lengths.set(idPassagem, (lengths.get(idPassagem) ?? 0) + texto.length);
  }
  const [longest] = [...lengths].sort(([, a], [, b]) => b - a);
  return longest?.[0] ?? '';
}

/**
 * Holds every tutor to the promise that a citation is verbatim.
 *
 * @throws Error when one is not: a fault of ours, never of the caller
 */
export function conferirCitacoes(citacoes: readonly Citacao[], passagens: readonly Passagem[]): void {
  for (const { idPassagem, texto, inicio, fim } of citacoes) {
    const passagem = passagens.find(({ id }) => id === idPassagem);
    if (passagem === undefined || texto === '' || passagem.texto.slice(inicio, fim) !== texto) {
      throw new Error(`a citation of passage ${idPassagem} at ${inicio} to ${fim} is not verbatim`);
    }
  }
}

const citar = ({ id, texto }: Passagem, inicio: number, fim: number): Citacao => ({
  idPassagem: id,
  texto: texto.slice(inicio, fim),
  inicio,
  fim,
});

/** A text without emphasis marks, each run of white space as one space, and where each character stands in the text. */
function wordsOf(markdown: string): { readonly text: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let text = '';
  for (let i = 0; i < markdown.length; i++) {
    const char = markdown[i] ?? '';
    if ('*_`'.includes(char)) continue;
    const space = /\s/.test(char);
    if (space && text.endsWith(' ')) continue;
    text += space ? ' ' : char;
    places.push(i);
  }
  return { text, places };
}
