import type { Categoria } from './evento.js';

/** Words in the name of a merchant that tell its category; the first that fits counts. */
const PALAVRAS: readonly (readonly [RegExp, Categoria])[] = [
  [/SALARIO|FOLHA DE PAGAMENTO/, 'Salário'],
  [/ALUGUEL|CONDOMINIO|IMOBILIARIA|ENERGIA|SANEAMENTO/, 'Moradia'],
  [/MERCADO|PADARIA|RESTAURANTE|LANCHONETE|PIZZARIA|ACOUGUE|HORTIFRUTI/, 'Alimentação'],
  [/POSTO|TAXI|METRO|ONIBUS|ESTACIONAMENTO|PEDAGIO|MOBILIDADE/, 'Transporte'],
  [/ESCOLA|FACULDADE|UNIVERSIDADE|CURSO|LIVRARIA|PAPELARIA/, 'Educação'],
  [/FARMACIA|DROGARIA|HOSPITAL|CLINICA|LABORATORIO|ODONTO/, 'Saúde'],
  [/CINEMA|TEATRO|STREAMING|JOGOS|PARQUE|VIAGENS|HOTEL/, 'Lazer'],
  [/PIX|TED|TRANSFERENCIA/, 'Transferências'],
  [/LOJA|SHOPPING|MAGAZINE|ELETRO|MODAS|CALCADOS|MOVEIS/, 'Compras'],
];

/** The category of a merchant by its normalised name; `Outros` when nothing tells. */
export function categoriaDe(estabelecimento: string): Categoria {
  for (const [palavras, categoria] of PALAVRAS) if (palavras.test(estabelecimento)) return categoria;
  return 'Outros';
}

/** Rules that mark a transaction, whatever the model thinks; the position is the bit in a mask. */
export const REGRAS = [
  'VALOR_FORA_DO_HABITO',
  'RAJADA',
  'ACIMA_DO_LIMITE',
  'MADRUGADA_COM_VALOR_ALTO',
  'CLIENTE_DESCONHECIDO',
] as const;
export type Regra = (typeof REGRAS)[number];

/** What a client did before, and the transaction against it. */
export interface Situacao {
  /** Amount in cents of the base currency. */
  valorBase: number;
  /** Transactions of the client before this one. */
  anteriores: number;
  /** Standard deviations of the logarithm of the amount from the client's mean; 0 with fewer than two before. */
  desvios: number;
  /** Transactions of the last hour, weighted by e^(−age/1 h). */
  naHora: number;
  /** Their amount, weighted alike, over the client's mean amount. */
  volumeNaHora: number;
  /** Seconds since the one before; a day when there is none. */
  segundosDesde: number;
  mesmoEstabelecimento: boolean;
  /** Known from client or score events. */
  clienteConhecido: boolean;
  /** 0 to 1; 0.5 when unknown. */
  score: number;
  /** Monthly income and credit limit in cents; 0 when unknown. */
  renda: number;
  limite: number;
  /** Hour of the day in São Paulo, 0 to 24. */
  hora: number;
  moedaEstrangeira: boolean;
}

/** The rules that fire, as bits in the order of {@link REGRAS}. */
export function regrasDe(s: Situacao): number {
  let bits = 0;
  if (s.anteriores >= 5 && s.desvios > 4) bits |= 1;
  if (s.naHora >= 6) bits |= 2;
  if (s.limite > 0 && s.valorBase > s.limite) bits |= 4;
  if (s.hora < 5 && s.anteriores >= 5 && s.desvios > 2) bits |= 8;
  if (!s.clienteConhecido) bits |= 16;
  return bits;
}

/** The names of the rules in a mask. */
export const nomesDasRegras = (bits: number): readonly Regra[] =>
  REGRAS.filter((_, posicao) => (bits & (1 << posicao)) !== 0);
