/**
 * The eleven digits of a CPF, or undefined when it is none: wrong length, one digit repeated, or check digits that do
 * not fit. Punctuation (`123.456.789-09`) is allowed.
 *
 * Check digits: Receita Federal, modulo 11 with weights 10…2 and 11…2.
 */
export function lerCpf(texto: string): string | undefined {
  const digitos = texto.length === 11 ? texto : texto.replace(/[.\-\s]/g, '');
  if (!/^\d{11}$/.test(digitos)) return undefined;
  if (/^(\d)\1{10}$/.test(digitos)) return undefined;
  return verificador(digitos, 9) === digitos.charCodeAt(9) - 48 &&
    verificador(digitos, 10) === digitos.charCodeAt(10) - 48
    ? digitos
    : undefined;
}

/** The check digit that follows the first `quantos` digits. */
export function verificador(digitos: string, quantos: number): number {
  let soma = 0;
  for (let i = 0; i < quantos; i++) soma += (digitos.charCodeAt(i) - 48) * (quantos + 1 - i);
  const resto = (soma * 10) % 11;
  return resto === 10 ? 0 : resto;
}

/** `***.456.789-**`: enough for its owner to know it again, too little to use. */
export const mascararCpf = (cpf: string): string => `***.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-**`;

/** First letter of each name. */
export const mascararNome = (nome: string): string =>
  nome
    .trim()
    .split(/\s+/)
    .map((parte) => `${[...parte][0] ?? ''}***`)
    .join(' ');
