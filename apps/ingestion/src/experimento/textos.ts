/** Whole numbers as people in Brazil read them. */
const inteiros = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 });

export const inteiro = (valor: number): string => inteiros.format(valor);

/** With three significant digits, so that 0.84 and 12,300 are both told as exactly as they are known. */
export function numero(valor: number): string {
  if (!Number.isFinite(valor)) return '∞';
  const tamanho = Math.abs(valor);
  if (tamanho >= 100) return inteiro(valor);
  const casas = tamanho >= 10 ? 1 : tamanho >= 1 ? 2 : 3;
  return valor.toLocaleString('pt-BR', { maximumFractionDigits: casas });
}

/** A coefficient, however small: 0,0023 or 1,2 × 10⁻⁵. */
export function coeficiente(valor: number): string {
  if (valor === 0) return '0';
  const expoente = Math.floor(Math.log10(Math.abs(valor)));
  if (expoente >= -4) {
    return valor.toLocaleString('pt-BR', { maximumSignificantDigits: 3 });
  }
  const mantissa = (valor / 10 ** expoente).toLocaleString('pt-BR', { maximumFractionDigits: 1 });
  return `${mantissa} × 10${String(expoente).replace(/./g, (sinal) => SOBRESCRITOS[sinal] ?? sinal)}`;
}

const SOBRESCRITOS: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

export const porCento = (parte: number): string => `${numero(parte * 100)} %`;

export const instanciasEm = (quantas: number): string =>
  quantas === 1 ? '1 instância' : `${numero(quantas)} instâncias`;

/** 95 s as `1 min 35 s`. */
export function duracao(segundos: number): string {
  const s = Math.max(0, Math.round(segundos));
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}
