/** Street words that have an abbreviation; whole words only. */
const ABREVIADOS: Readonly<Record<string, string>> = { RUA: 'R.', AVENIDA: 'AV.', PRACA: 'PCA.' };

/**
 * The one spelling under which texts compare: NFD without accents, upper case, single spaces, and street words
 * abbreviated (RUA → R., AVENIDA → AV., PRAÇA → PCA.). Normalising twice changes nothing.
 */
export function normalizarTexto(texto: string): string {
  return texto
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .toUpperCase()
    .trim()
    .split(/\s+/u)
    .map((palavra) => ABREVIADOS[palavra] ?? palavra)
    .join(' ');
}
