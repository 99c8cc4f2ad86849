const MAX_SLUG = 64;

/** Text as it is searched: without accents or case, one space between words. */
export const normalizar = (texto: string): string =>
  texto.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();

/** Marks around a word that are not part of it. */
const PONTUACAO = /^[.,;:!?¿¡…"'“”‘’«»()[\]]+|[.,;:!?¿¡…"'“”‘’«»()[\]]+$/gu;

/** The words a search asks for, each once. */
export const palavrasDe = (busca: string): readonly string[] => [
  ...new Set(
    normalizar(busca)
      .split(' ')
      .map((palavra) => palavra.replace(PONTUACAO, ''))
      .filter((palavra) => palavra !== ''),
  ),
];

/** An id made of a title: "Ação e Reação" → "acao-e-reacao"; empty when no letter or digit is left. */
export const slugDe = (titulo: string): string =>
  normalizar(titulo)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG + 1)
    .replace(/^-|-$/g, '')
    .slice(0, MAX_SLUG)
    .replace(/-$/, '');
