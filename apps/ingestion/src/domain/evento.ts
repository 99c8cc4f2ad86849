export const MOEDAS = ['BRL', 'USD', 'EUR'] as const;
export type Moeda = (typeof MOEDAS)[number];

/** Amounts are compared in this one. */
export const MOEDA_BASE: Moeda = 'BRL';

export const CATEGORIAS = [
  'Alimentação',
  'Transporte',
  'Educação',
  'Saúde',
  'Lazer',
  'Moradia',
  'Compras',
  'Transferências',
  'Salário',
  'Outros',
] as const;
export type Categoria = (typeof CATEGORIAS)[number];

/** A person; name, CPF, birth date and address are personal. */
export interface Cliente {
  readonly tipo: 'cliente';
  readonly id: string;
  readonly nome: string;
  /** Eleven digits. */
  readonly cpf: string;
  /** YYYY-MM-DD. */
  readonly dataNascimento: string;
  readonly endereco: string;
}

export interface Transacao {
  readonly tipo: 'transacao';
  readonly id: string;
  readonly clienteId: string;
  /** When it was made, ms since 1970. */
  readonly dataMs: number;
  /** A whole number of cents of its currency. */
  readonly valorCentavos: number;
  readonly moeda: Moeda;
  /** Absent until a rule tells it. */
  readonly categoria: Categoria | undefined;
  /** The truth, where it came along. */
  readonly suspeita: boolean | undefined;
  readonly estabelecimento: string;
}

export interface Score {
  readonly tipo: 'score';
  readonly cpf: string;
  /** 0 to 1000. */
  readonly score: number;
  readonly rendaCentavos: number;
  readonly limiteCentavos: number;
  readonly atualizadoMs: number;
}

/** What a transaction was in truth. */
export interface Rotulo {
  readonly tipo: 'rotulo';
  readonly transacaoEventId: string;
  readonly suspeita: boolean;
}

export type Evento = Cliente | Transacao | Score | Rotulo;
export type TipoDeEvento = Evento['tipo'];
