import type { Situacao } from './classificar.js';

/** What the model sees of a transaction, by position, each with the words for it when it weighs most. */
export const CARACTERISTICAS = [
  ['valor', 'valor da transação'],
  ['desvios', 'valor fora do hábito do cliente'],
  ['desvios_positivos', 'valor muito acima do hábito do cliente'],
  ['sobre_limite', 'valor em relação ao limite de crédito'],
  ['sobre_renda', 'valor em relação à renda mensal'],
  ['score', 'score de crédito'],
  ['conhecido', 'cliente conhecido'],
  ['na_hora', 'muitas transações em uma hora'],
  ['volume_na_hora', 'volume alto em uma hora'],
  ['intervalo', 'intervalo desde a transação anterior'],
  ['mesmo_estabelecimento', 'mesmo estabelecimento da anterior'],
  ['risco_estabelecimento', 'histórico do estabelecimento'],
  ['madrugada', 'feita de madrugada'],
  ['hora_seno', 'hora do dia'],
  ['hora_cosseno', 'hora do dia'],
  ['moeda_estrangeira', 'moeda estrangeira'],
] as const;

export const DIMENSAO = CARACTERISTICAS.length;

/**
 * Writes the features of a situation into `em`, each rounded to float32: what is kept for learning later is then
 * exactly what was predicted from. All of them are finite and of the order of one to ten.
 *
 * @param risco share of the merchant's labelled transactions that were suspicious, smoothed
 */
export function caracteristicas(s: Situacao, risco: number, em: Float64Array): Float64Array {
  const valor = s.valorBase / 100;
  em[0] = Math.fround(Math.log1p(valor));
  em[1] = Math.fround(entre(s.desvios, -10, 10));
  em[2] = Math.fround(entre(s.desvios - 2, 0, 10));
  em[3] = Math.fround(s.limite > 0 ? Math.log1p(s.valorBase / s.limite) : 0);
  em[4] = Math.fround(s.renda > 0 ? Math.log1p(s.valorBase / s.renda) : 0);
  em[5] = Math.fround(s.score);
  em[6] = s.clienteConhecido ? 1 : 0;
  em[7] = Math.fround(Math.log1p(s.naHora));
  em[8] = Math.fround(Math.log1p(s.volumeNaHora));
  em[9] = Math.fround(Math.log1p(s.segundosDesde));
  em[10] = s.mesmoEstabelecimento ? 1 : 0;
  em[11] = Math.fround(risco);
  em[12] = s.hora < 5 ? 1 : 0;
  const angulo = (s.hora / 24) * 2 * Math.PI;
  em[13] = Math.fround(Math.sin(angulo));
  em[14] = Math.fround(Math.cos(angulo));
  em[15] = s.moedaEstrangeira ? 1 : 0;
  return em;
}

/** What adds less to the log-odds is no reason. */
const MENOR_RAZAO = 0.1;

/**
 * Positions of the features that weighed most towards suspicion, the strongest first.
 *
 * @param pesos contribution of each feature to the log-odds, by position
 */
export function razoesOrdenadas(pesos: Float64Array, quantas = 3): readonly number[] {
  const razoes: number[] = [];
  for (let i = 0; i < DIMENSAO; i++) {
    const peso = pesos[i] as number;
    if (!(peso > MENOR_RAZAO)) continue;
    let lugar = razoes.length;
    if (lugar === quantas) lugar -= 1;
    if (lugar < razoes.length && !(peso > (pesos[razoes[lugar] as number] as number))) continue;
    for (; lugar > 0 && (pesos[razoes[lugar - 1] as number] as number) < peso; lugar--)
      razoes[lugar] = razoes[lugar - 1] as number;
    razoes[lugar] = i;
  }
  return razoes;
}

/** The words for features by position, each once. */
export const emPalavras = (posicoes: readonly number[]): readonly string[] => [
  ...new Set(posicoes.flatMap((i) => CARACTERISTICAS[i]?.[1] ?? [])),
];

const entre = (valor: number, menor: number, maior: number): number =>
  valor < menor ? menor : valor > maior ? maior : valor;
